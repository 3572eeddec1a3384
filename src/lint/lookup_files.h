// Calls that look into lookup files.
#pragma once

#include <string>
#include <vector>

#include "lint/index.h"

namespace quarry::lint {

struct FileUse {
  const cql::BoundCall* call = nullptr;
  cql::NodeId node = cql::kNoNode;  // what says the name
  std::string name;
  const Installation::File* file = nullptr;  // none: not known
};

// Those whose file is named as it stands; tables of defineTable() are none.
std::vector<FileUse> fileUses(const Context& context);

// The names of columns in the arguments of a call. A call without `column` names it with `field`.
std::vector<cql::NodeId> columnsNamed(const cql::Tree& tree, const cql::BoundCall& call);

}  // namespace quarry::lint
