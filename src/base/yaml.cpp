#include "quarry/base/yaml.h"
#include "quarry/base/numeral.h"

#include "quarry/base/text.h"

namespace quarry::base::yaml {

const Entry* Node::findEntry(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key.text == key) return &entry;
  return nullptr;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = findEntry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

std::optional<bool> Node::asBool() const {
  if (!isScalar() || isQuoted()) return std::nullopt;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::int64_t> Node::asInteger() const {
  if (!isScalar() || isQuoted() || text.empty()) return std::nullopt;
  std::string_view digits = text;
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0o")) {
    base = digits[1] == 'x' ? 16 : 8;
    digits.remove_prefix(2);
  } else if (digits.front() == '+') {
    digits.remove_prefix(1);
  }
  return wholeNumeral<std::int64_t>(digits, base);
}

std::optional<double> Node::asNumber() const {
  if (const auto integer = asInteger()) return static_cast<double>(*integer);
  if (!isScalar() || isQuoted() || text.empty()) return std::nullopt;
  std::string_view digits = text;
  if (digits.front() == '+') digits.remove_prefix(1);
  // "inf", "nan" and their kin are words in a rule, not numbers.
  return numeral(digits);
}

FileId embed(Sources& sources, const Node& scalar) {
  // A text of nothing but line breaks may stand in no lines of its own: its places are where the scalar ends.
  if (scalar.pieces.empty()) return sources.embed(scalar.span.file, scalar.text, {{0, scalar.span.end, 0}});
  return sources.embed(scalar.span.file, scalar.text, scalar.pieces);
}

}  // namespace quarry::base::yaml
