// Literals that are compared or calculated with each other become one literal.
#include <cmath>
#include <optional>

#include "ir/normalise.h"
#include "quarry/ir/passes.h"

namespace quarry::ir {

namespace {

template <class T>
const T* literal(const Val& value) {
  const auto* known = std::get_if<Literal>(&value.node);
  return known == nullptr ? nullptr : std::get_if<T>(&known->value);
}

std::optional<Literal> finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;  // left to each platform's own arithmetic, which gives Missing
  return Literal{value};
}

std::optional<Literal> ofNumbers(Function function, double a, double b) {
  switch (function) {
    case Function::add:
      return finite(a + b);
    case Function::subtract:
      return finite(a - b);
    case Function::multiply:
      return finite(a * b);
    case Function::divide:
      return b == 0 ? std::nullopt : finite(a / b);
    case Function::less:
      return Literal{a < b};
    case Function::lessEqual:
      return Literal{a <= b};
    case Function::greater:
      return Literal{a > b};
    case Function::greaterEqual:
      return Literal{a >= b};
    default:
      return std::nullopt;  // the sign of a modulo differs by platform
  }
}

std::optional<Literal> ofDurations(Function function, Duration a, Duration b) {
  Duration result;
  switch (function) {
    case Function::add:
      if (__builtin_add_overflow(a.milliseconds, b.milliseconds, &result.milliseconds)) return std::nullopt;
      return Literal{result};
    case Function::subtract:
      if (__builtin_sub_overflow(a.milliseconds, b.milliseconds, &result.milliseconds)) return std::nullopt;
      return Literal{result};
    case Function::less:
      return Literal{a < b};
    case Function::lessEqual:
      return Literal{a <= b};
    case Function::greater:
      return Literal{a > b};
    case Function::greaterEqual:
      return Literal{a >= b};
    default:
      return std::nullopt;
  }
}

std::optional<Literal> folded(const Call& call) {
  if (call.arguments.size() == 1 && call.function == Function::negate)
    if (const auto* number = literal<double>(call.arguments[0])) return Literal{-*number};
  if (call.arguments.size() != 2) return std::nullopt;
  const Val& a = call.arguments[0];
  const Val& b = call.arguments[1];
  const auto* x = std::get_if<Literal>(&a.node);
  const auto* y = std::get_if<Literal>(&b.node);
  if (x == nullptr || y == nullptr) return std::nullopt;
  // Values of two types are present and not equal.
  if (call.function == Function::equal) return Literal{*x == *y};
  if (call.function == Function::notEqual) return Literal{!(*x == *y)};
  if (literal<double>(a) != nullptr && literal<double>(b) != nullptr)
    return ofNumbers(call.function, *literal<double>(a), *literal<double>(b));
  if (literal<Duration>(a) != nullptr && literal<Duration>(b) != nullptr)
    return ofDurations(call.function, *literal<Duration>(a), *literal<Duration>(b));
  return std::nullopt;
}

}  // namespace

void normaliseValue(Val& value) {
  if (auto* call = std::get_if<Call>(&value.node)) {
    for (Val& argument : call->arguments) normaliseValue(argument);
    if (auto known = folded(*call)) value.node = std::move(*known);
    return;
  }
  // A branch that is never reached stays: verification names it.
  if (auto* cases = std::get_if<Case>(&value.node)) {
    for (Case::Branch& branch : cases->branches) {
      branch.when = normalised(std::move(*branch.when));
      normaliseValue(*branch.then);
    }
    if (cases->otherwise) normaliseValue(**cases->otherwise);
  }
}

}  // namespace quarry::ir
