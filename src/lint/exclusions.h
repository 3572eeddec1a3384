// What the selections of a rule mean, and which of them leave out what.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lint/document.h"
#include "quarry/ir/pred.h"

namespace quarry::lint {

struct Meaning {
  const rule::Selection* selection = nullptr;
  std::optional<ir::Pred> meant;  // none if the selection has a mistake
};
struct Meanings {
  std::vector<Meaning> all;  // in the order of the rule
  std::unordered_map<std::string_view, std::size_t> byName;

  // That of a selection's name; null for anything else.
  const Meaning* of(const rule::Condition& named) const;
};
Meanings meanings(const DocumentContext& context);

// `wanted and not excluded`, somewhere in a condition.
struct Exclusion {
  std::shared_ptr<const Meaning> wanted, excluded;
  base::Span place;              // of what is left out, in the file
  bool isOnlySelection = false;  // nothing else is asked for beside `wanted`
};
std::vector<Exclusion> exclusions(const DocumentContext& context);

}  // namespace quarry::lint
