// Numbers, times and lengths of time.
#include <cmath>

#include "engine/functions/registry.h"

namespace quarry::engine::functions {

namespace {

const Instant* instant(const Value& value) { return std::get_if<Instant>(&value.node()); }
const ir::Duration* duration(const Value& value) { return std::get_if<ir::Duration>(&value.node()); }
bool isPlain(const Value& value) { return instant(value) == nullptr && duration(value) == nullptr; }

Value finite(double number) {
  if (!std::isfinite(number)) return {};
  return number;
}

// The fraction of a millisecond is dropped; what no length of time can hold is Missing.
Value length(double milliseconds) {
  if (!(std::abs(milliseconds) < 9e18)) return {};
  return ir::Duration{static_cast<std::int64_t>(milliseconds)};
}

template <class Compute>
Value numbers(const Value& a, const Value& b, Compute compute) {
  const auto x = numberOf(a), y = numberOf(b);
  if (!x || !y || !isPlain(a) || !isPlain(b)) return {};
  return finite(compute(*x, *y));
}

}  // namespace

Value add(std::span<const Value> arguments, Machine& /*machine*/) {
  const Value &a = arguments[0], &b = arguments[1];
  if (instant(a) != nullptr && duration(b) != nullptr)
    return Instant{instant(a)->milliseconds + duration(b)->milliseconds};
  if (duration(a) != nullptr && instant(b) != nullptr)
    return Instant{duration(a)->milliseconds + instant(b)->milliseconds};
  if (duration(a) != nullptr && duration(b) != nullptr)
    return ir::Duration{duration(a)->milliseconds + duration(b)->milliseconds};
  return numbers(a, b, [](double x, double y) { return x + y; });
}

Value subtract(std::span<const Value> arguments, Machine& /*machine*/) {
  const Value &a = arguments[0], &b = arguments[1];
  if (instant(a) != nullptr && instant(b) != nullptr)
    return ir::Duration{instant(a)->milliseconds - instant(b)->milliseconds};
  if (instant(a) != nullptr && duration(b) != nullptr)
    return Instant{instant(a)->milliseconds - duration(b)->milliseconds};
  if (duration(a) != nullptr && duration(b) != nullptr)
    return ir::Duration{duration(a)->milliseconds - duration(b)->milliseconds};
  return numbers(a, b, [](double x, double y) { return x - y; });
}

Value multiply(std::span<const Value> arguments, Machine& /*machine*/) {
  const Value &a = arguments[0], &b = arguments[1];
  const bool left = duration(a) != nullptr;
  if (left != (duration(b) != nullptr)) {
    const Value &time = left ? a : b, &factor = left ? b : a;
    const auto number = numberOf(factor);
    if (!number || !isPlain(factor)) return {};
    return length(static_cast<double>(duration(time)->milliseconds) * *number);
  }
  return numbers(a, b, [](double x, double y) { return x * y; });
}

Value divide(std::span<const Value> arguments, Machine& /*machine*/) {
  const Value &a = arguments[0], &b = arguments[1];
  if (duration(a) != nullptr) {
    const auto number = numberOf(b);
    if (!number || *number == 0 || instant(b) != nullptr) return {};
    const double quotient = static_cast<double>(duration(a)->milliseconds) / *number;
    return duration(b) != nullptr ? finite(quotient) : length(quotient);
  }
  return numbers(a, b, [](double x, double y) { return x / y; });
}

// The sign is that of the dividend, as in C.
Value modulo(std::span<const Value> arguments, Machine& /*machine*/) {
  return numbers(arguments[0], arguments[1], [](double x, double y) { return std::fmod(x, y); });
}

Value negate(std::span<const Value> arguments, Machine& /*machine*/) {
  if (const auto* time = duration(arguments[0])) return ir::Duration{-time->milliseconds};
  const auto number = numberOf(arguments[0]);
  if (!number || !isPlain(arguments[0])) return {};
  return -*number;
}

}  // namespace quarry::engine::functions
