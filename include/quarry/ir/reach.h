// How far the rows lie that decide a correlation's result: what a run on a schedule has to look at.
#pragma once

#include <cstdint>

#include "quarry/ir/plan.h"

namespace quarry::ir {

// Milliseconds before and behind the last row of a result; nothing of a source that is no correlation. What lies no
// further back than `ahead` may still be disturbed (docs/semantics.md, *Schedules*).
struct Reach {
  std::int64_t back = 0, ahead = 0;

  friend bool operator==(const Reach&, const Reach&) = default;
};
Reach reachOf(const Source& source);

// Has a correlation give each time at which it held where one row a key could hide one: the last of a key may lie where
// it can still be disturbed, while an earlier one cannot.
void showMoments(Source& source);

}  // namespace quarry::ir
