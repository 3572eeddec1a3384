// What can be said of conditions without running them. Silent when unsure.
#pragma once

#include "quarry/ir/pred.h"

namespace quarry::ir {

// True if every row that meets `a` surely meets `b`.
bool implies(const Pred& a, const Pred& b);

// Two parts of a conjunction that exclude each other.
struct Clash {
  const Pred* first = nullptr;
  const Pred* second = nullptr;
  bool certain = true;  // false: only if the field holds one value
};
std::optional<Clash> clashIn(const And& all);

}  // namespace quarry::ir
