// Truth, and what stands in for missing values.
#include <algorithm>

#include "engine/functions/registry.h"

namespace quarry::engine::functions {

namespace {

// What decides does so whatever the other side is; else a side that is missing, or no truth, leaves it open.
Value decide(std::span<const Value> arguments, bool decisive) {
  const auto a = truthOf(arguments[0]), b = truthOf(arguments[1]);
  if (a == decisive || b == decisive) return decisive;
  if (!a || !b) return {};
  return !decisive;
}

}  // namespace

Value logicalAnd(std::span<const Value> arguments, Machine& /*machine*/) { return decide(arguments, false); }
Value logicalOr(std::span<const Value> arguments, Machine& /*machine*/) { return decide(arguments, true); }

Value logicalNot(std::span<const Value> arguments, Machine& /*machine*/) {
  const auto of = truthOf(arguments[0]);
  if (!of) return {};
  return !*of;
}

Value falsy(std::span<const Value> arguments, Machine& /*machine*/) {
  if (const auto flag = truthOf(arguments[0])) return !*flag;
  const auto number = numberOf(arguments[0]);
  if (!number) return {};
  return *number == 0;
}

Value coalesce(std::span<const Value> arguments, Machine& /*machine*/) {
  const auto found = std::find_if(arguments.begin(), arguments.end(), [](const Value& v) { return v.isPresent(); });
  return found == arguments.end() ? Value() : *found;
}

Value exists(std::span<const Value> arguments, Machine& /*machine*/) { return arguments[0].isPresent(); }

}  // namespace quarry::engine::functions
