// Comparisons of numbers.
#pragma once

#include "quarry/ir/pred.h"

namespace quarry::engine {

// `op` is equals or one of the four that order.
constexpr bool compares(ir::Op op, double a, double b) {
  switch (op) {
    case ir::Op::less:
      return a < b;
    case ir::Op::lessEqual:
      return a <= b;
    case ir::Op::greater:
      return a > b;
    case ir::Op::greaterEqual:
      return a >= b;
    default:
      return a == b;
  }
}

}  // namespace quarry::engine
