// From one type to another.
#include "engine/functions/registry.h"

namespace quarry::engine::functions {

// What is an object or a list already stays; text that is no JSON, and JSON that is neither, is Missing.
Value json(std::span<const Value> arguments, Machine& /*machine*/) {
  const Value& value = arguments[0];
  if (value.object() != nullptr || value.list() != nullptr) return value;
  if (value.text() == nullptr) return {};
  auto parsed = parseJson(*value.text());
  if (!parsed || (parsed->object() == nullptr && parsed->list() == nullptr)) return {};
  return std::move(*parsed);
}

Value number(std::span<const Value> arguments, Machine& /*machine*/) {
  if (arguments[0].number() != nullptr) return arguments[0];
  const auto number = numberOf(arguments[0]);
  if (!number) return {};
  return *number;
}

// Objects and lists as JSON.
Value text(std::span<const Value> arguments, Machine& /*machine*/) {
  if (auto text = textOf(arguments[0])) return std::move(*text);
  return toJson(arguments[0]);
}

}  // namespace quarry::engine::functions
