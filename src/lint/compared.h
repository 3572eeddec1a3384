// Every text that a query compares a field with: `field=value`, `field!=value`, `in(field, values=[…])`.
#pragma once

#include <functional>
#include <string>

#include "quarry/lint/rule.h"

namespace quarry::lint {

struct ComparedText {
  std::string field, text;
  cql::NodeId value = cql::kNoNode;
  bool quoted = false;
  bool inList = false;  // of in()
};

// In the order of the text, those of in() last.
void forEachComparedText(const Context& context, const std::function<void(const ComparedText&)>& look);

}  // namespace quarry::lint
