// Values that last until the process ends.
#pragma once

#include <utility>

namespace quarry::cli {

// For what a verb makes once and is large: taking a workspace of thousands of rules apart costs time that nobody gains
// from, since the system takes the memory back at once. A later value of the same type takes the place of the first
// without ending it.
template <typename Value>
Value& keptToTheEnd(Value value) {
  static Value* kept = nullptr;  // so that a search for leaks finds it in use
  kept = new Value(std::move(value));
  return *kept;
}

}  // namespace quarry::cli
