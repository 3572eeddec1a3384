// Functions of text. A number is the text it was written as; lists and objects are no text.
#include <cmath>

#include "engine/functions/registry.h"
#include "engine/letters.h"
#include "quarry/base/numeral.h"

namespace quarry::engine::functions {

namespace {

bool startsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

Value lower(std::span<const Value> arguments, Machine& /*machine*/) {
  const auto text = textOf(arguments[0]);
  if (!text) return {};
  return letters::lower(*text);
}

Value upper(std::span<const Value> arguments, Machine& /*machine*/) {
  const auto text = textOf(arguments[0]);
  if (!text) return {};
  return letters::upper(*text);
}

// In characters (Unicode code points), not bytes.
Value length(std::span<const Value> arguments, Machine& /*machine*/) {
  if (const List* list = arguments[0].list()) return static_cast<double>(list->size());
  const auto text = textOf(arguments[0]);
  if (!text) return {};
  double count = 0;
  for (const char c : *text) count += startsCharacter(c) ? 1 : 0;
  return count;
}

Value concat(std::span<const Value> arguments, Machine& /*machine*/) {
  std::string all;
  for (const Value& argument : arguments) {
    const auto text = textOf(argument);
    if (!text) return {};
    all += *text;
  }
  return all;
}

// A separator between two neighbours leaves an empty part; an empty separator does not split.
Value split(std::span<const Value> arguments, Machine& /*machine*/) {
  const auto text = textOf(arguments[0]), separator = textOf(arguments[1]);
  if (!text || !separator) return {};
  List parts;
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = separator->empty() ? std::string::npos : text->find(*separator, from);
    parts.emplace_back(text->substr(from, at == std::string::npos ? at : at - from));
    if (at == std::string::npos) return parts;
    from = at + separator->size();
  }
}

// Counted from 0, or with a negative number from the end (-1 is the last).
Value element(std::span<const Value> arguments, Machine& /*machine*/) {
  const List* list = arguments[0].list();
  const auto index = numberOf(arguments[1]);
  if (list == nullptr || !index || *index != std::trunc(*index)) return {};
  auto at = base::clamped<std::int64_t>(*index);
  if (at < 0) at += static_cast<std::int64_t>(list->size());
  if (at < 0 || at >= static_cast<std::int64_t>(list->size())) return {};
  const Value& found = (*list)[static_cast<std::size_t>(at)];
  if (!found.isPresent()) return {};
  return found;
}

// Every place where the text stands, from the left; letters have to agree. An empty text stands nowhere.
Value replace(std::span<const Value> arguments, Machine& /*machine*/) {
  auto text = textOf(arguments[0]);
  const auto what = textOf(arguments[1]), with = textOf(arguments[2]);
  if (!text || !what || !with) return {};
  if (what->empty()) return std::move(*text);
  for (std::size_t at = text->find(*what); at != std::string::npos; at = text->find(*what, at + with->size()))
    text->replace(at, what->size(), *with);
  return std::move(*text);
}

}  // namespace quarry::engine::functions
