// Comparisons. A list compares by its elements: some element has to hold.
#include <algorithm>

#include "engine/functions/registry.h"

namespace quarry::engine::functions {

namespace {

bool isTime(const Value& value) { return std::holds_alternative<Instant>(value.node()); }
bool isDuration(const Value& value) { return std::holds_alternative<ir::Duration>(value.node()); }

template <class T>
int sign(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

template <class Holds>
bool some(const Value& value, Holds holds) {
  const List* list = value.list();
  if (list == nullptr) return holds(value);
  return std::any_of(list->begin(), list->end(), holds);
}

template <class Holds>
bool somePair(const Value& a, const Value& b, Holds holds) {
  return some(a, [&](const Value& x) { return some(b, [&](const Value& y) { return holds(x, y); }); });
}

template <class Wanted>
Value ordered(std::span<const Value> arguments, Wanted wanted) {
  return somePair(arguments[0], arguments[1], [&](const Value& a, const Value& b) {
    const auto found = order(a, b);
    return found && wanted(*found);
  });
}

}  // namespace

std::optional<int> order(const Value& a, const Value& b) {
  if (isTime(a) || isTime(b)) {
    const auto x = instantOf(a), y = instantOf(b);
    if (!x || !y) return std::nullopt;
    return sign(x->milliseconds, y->milliseconds);
  }
  const bool number = a.number() != nullptr || b.number() != nullptr || isDuration(a) || isDuration(b);
  const auto x = numberOf(a), y = numberOf(b);
  if (x && y) return sign(*x, *y);
  if (number || a.text() == nullptr || b.text() == nullptr) return std::nullopt;
  // Two texts that are times, such as "2026-11-16T10:00:00Z".
  const auto s = parseInstant(*a.text()), t = parseInstant(*b.text());
  if (!s || !t) return std::nullopt;
  return sign(s->milliseconds, t->milliseconds);
}

bool areEqual(const Value& a, const Value& b) {
  if (a.flag() != nullptr || b.flag() != nullptr) {
    const auto x = truthOf(a), y = truthOf(b);
    return x && y && *x == *y;
  }
  if (a.text() != nullptr && b.text() != nullptr) return *a.text() == *b.text();
  if (a.list() != nullptr || b.list() != nullptr || a.object() != nullptr || b.object() != nullptr) return false;
  return order(a, b) == 0;
}

Value equal(std::span<const Value> arguments, Machine& /*machine*/) {
  return somePair(arguments[0], arguments[1], areEqual);
}
Value notEqual(std::span<const Value> arguments, Machine& /*machine*/) {
  return !somePair(arguments[0], arguments[1], areEqual);
}
Value less(std::span<const Value> arguments, Machine& /*machine*/) {
  return ordered(arguments, [](int found) { return found < 0; });
}
Value lessEqual(std::span<const Value> arguments, Machine& /*machine*/) {
  return ordered(arguments, [](int found) { return found <= 0; });
}
Value greater(std::span<const Value> arguments, Machine& /*machine*/) {
  return ordered(arguments, [](int found) { return found > 0; });
}
Value greaterEqual(std::span<const Value> arguments, Machine& /*machine*/) {
  return ordered(arguments, [](int found) { return found >= 0; });
}
Value same(std::span<const Value> arguments, Machine& /*machine*/) {
  const auto x = numberOf(arguments[0]), y = numberOf(arguments[1]);
  if (x && y) return *x == *y;
  return textOf(arguments[0]) == textOf(arguments[1]);
}
Value different(std::span<const Value> arguments, Machine& machine) { return !*same(arguments, machine).flag(); }
Value in(std::span<const Value> arguments, Machine& /*machine*/) {
  return std::any_of(arguments.begin() + 1, arguments.end(),
                     [&](const Value& one) { return somePair(arguments[0], one, areEqual); });
}

}  // namespace quarry::engine::functions
