#include "engine/ordering.h"

#include <algorithm>

#include "engine/functions/registry.h"

namespace quarry::engine {

namespace {

// A label that the type does not know ranks below all.
std::ptrdiff_t rankOf(const Value& value, const ir::Type& type) {
  const auto text = textOf(value);
  const auto found = std::find(type.labels.begin(), type.labels.end(), text.value_or(""));
  return type.labels.end() - found;
}

int sign(auto a, auto b) { return a < b ? -1 : b < a ? 1 : 0; }

int ascending(const Value& a, const Value& b, const ir::Type& type) {
  if (type.kind == ir::TypeKind::ordinal) return sign(rankOf(a, type), rankOf(b, type));
  if (type.kind != ir::TypeKind::text) {
    if (const auto found = functions::order(a, b)) return *found;
    const bool x = numberOf(a).has_value(), y = numberOf(b).has_value();
    if (x && y) return sign(*numberOf(a), *numberOf(b));
    if (x != y) return x ? -1 : 1;
  }
  return sign(textOf(a).value_or(toJson(a)), textOf(b).value_or(toJson(b)));
}

}  // namespace

int compareForSort(const Value& a, const Value& b, const ir::Type& type, bool descending) {
  const bool x = a.isPresent(), y = b.isPresent();
  if (!x || !y) return x ? -1 : y ? 1 : 0;
  const int found = ascending(a, b, type);
  return descending ? -found : found;
}

}  // namespace quarry::engine
