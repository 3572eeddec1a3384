// Parts of a point in time, in UTC. What is no point in time (instantOf() says what is) is Missing.
#include "engine/functions/registry.h"

namespace quarry::engine::functions {

namespace {

template <class Part>
Value partOf(std::span<const Value> arguments, Part part) {
  const auto instant = instantOf(arguments[0]);
  if (!instant) return {};
  return static_cast<double>(part(clockOf(*instant)));
}

}  // namespace

Value minute(std::span<const Value> arguments, Machine& /*machine*/) {
  return partOf(arguments, [](const Clock& clock) { return clock.minute; });
}

Value hour(std::span<const Value> arguments, Machine& /*machine*/) {
  return partOf(arguments, [](const Clock& clock) { return clock.hour; });
}

Value day(std::span<const Value> arguments, Machine& /*machine*/) {
  return partOf(arguments, [](const Clock& clock) { return clock.day; });
}

Value week(std::span<const Value> arguments, Machine& /*machine*/) {
  return partOf(arguments, [](const Clock& clock) { return clock.week; });
}

Value month(std::span<const Value> arguments, Machine& /*machine*/) {
  return partOf(arguments, [](const Clock& clock) { return clock.month; });
}

Value year(std::span<const Value> arguments, Machine& /*machine*/) {
  return partOf(arguments, [](const Clock& clock) { return clock.year; });
}

}  // namespace quarry::engine::functions
