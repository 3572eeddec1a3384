// Fewer alternatives: what differs in one piece only becomes a list.
#pragma once

#include <string>
#include <vector>

#include "schema/shapes.h"

namespace quarry::schema {

// What one part is compared with.
struct Side {
  std::string part;
  std::vector<ir::Operand> operands;

  friend bool operator==(const Side&, const Side&) = default;
};
using Sides = std::vector<Side>;

// Alternatives that differ in one piece only become one whose operands are a list: first lists of values for one key,
// then keys with the same list.
std::vector<Sides> merged(const std::vector<Alternative>& alternatives);

}  // namespace quarry::schema
