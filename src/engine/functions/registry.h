// The functions of expressions: what computes each. One file a family; docs/semantics.md, "Functions", in code.
#pragma once

#include <span>

#include "engine/machine.h"
#include "quarry/engine/value.h"
#include "quarry/ir/value.h"

namespace quarry::engine::functions {

// Arguments of a function that propagates missing values are present; the others look for themselves. A result that
// cannot be had (text where a number is needed, a division by zero) is Missing.
using Evaluator = Value (*)(std::span<const Value> arguments, Machine& machine);

Evaluator evaluatorOf(ir::Function function);

// arithmetic.cpp
Value add(std::span<const Value> arguments, Machine& machine);
Value subtract(std::span<const Value> arguments, Machine& machine);
Value multiply(std::span<const Value> arguments, Machine& machine);
Value divide(std::span<const Value> arguments, Machine& machine);
Value modulo(std::span<const Value> arguments, Machine& machine);
Value negate(std::span<const Value> arguments, Machine& machine);
// comparison.cpp
Value equal(std::span<const Value> arguments, Machine& machine);
Value notEqual(std::span<const Value> arguments, Machine& machine);
Value less(std::span<const Value> arguments, Machine& machine);
Value lessEqual(std::span<const Value> arguments, Machine& machine);
Value greater(std::span<const Value> arguments, Machine& machine);
Value greaterEqual(std::span<const Value> arguments, Machine& machine);
Value same(std::span<const Value> arguments, Machine& machine);
Value different(std::span<const Value> arguments, Machine& machine);
Value in(std::span<const Value> arguments, Machine& machine);
// logic.cpp
Value logicalAnd(std::span<const Value> arguments, Machine& machine);
Value logicalOr(std::span<const Value> arguments, Machine& machine);
Value logicalNot(std::span<const Value> arguments, Machine& machine);
Value falsy(std::span<const Value> arguments, Machine& machine);
Value coalesce(std::span<const Value> arguments, Machine& machine);
Value exists(std::span<const Value> arguments, Machine& machine);
// convert.cpp
Value json(std::span<const Value> arguments, Machine& machine);
Value number(std::span<const Value> arguments, Machine& machine);
Value text(std::span<const Value> arguments, Machine& machine);
// text.cpp
Value lower(std::span<const Value> arguments, Machine& machine);
Value upper(std::span<const Value> arguments, Machine& machine);
Value length(std::span<const Value> arguments, Machine& machine);
Value concat(std::span<const Value> arguments, Machine& machine);
Value split(std::span<const Value> arguments, Machine& machine);
Value element(std::span<const Value> arguments, Machine& machine);
Value replace(std::span<const Value> arguments, Machine& machine);
// time.cpp
Value minute(std::span<const Value> arguments, Machine& machine);
Value hour(std::span<const Value> arguments, Machine& machine);
Value day(std::span<const Value> arguments, Machine& machine);
Value week(std::span<const Value> arguments, Machine& machine);
Value month(std::span<const Value> arguments, Machine& machine);
Value year(std::span<const Value> arguments, Machine& machine);

// What the comparisons and sorting share: -1, 0, 1, or none where two values have no order. Numbers (also those written
// as text) compare as numbers when one side is a number; times and durations likewise.
std::optional<int> order(const Value& a, const Value& b);
// Equal as `==` has it: as order() where numbers or times are concerned, else by exact text.
bool areEqual(const Value& a, const Value& b);

}  // namespace quarry::engine::functions
