// Reads the body of a selection out of YAML: maps, lists of maps, keywords.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/rule/read.h"
#include "rule/lower.h"
#include "rule/places.h"

namespace quarry::rule {

namespace {

using base::yaml::Node;

// How YAML 1.1 reads a plain scalar that YAML 1.2 reads otherwise; empty if both agree.
std::string otherReading(const Node& node) {
  const std::string& text = node.text;
  const std::string lower = base::asciiLower(text);
  const auto digits = [&](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (lower == "yes" || lower == "on") return "true";
  if (lower == "no" || lower == "off") return "false";
  std::string_view bare = text;
  if (bare.starts_with('-') || bare.starts_with('+')) bare.remove_prefix(1);
  if (bare.size() > 1 && bare[0] == '0' && digits(bare))
    return bare.find_first_of("89") == std::string_view::npos ? "an octal number" : "a text";
  if (bare.starts_with("0x")) return node.asInteger() ? fmt::format("the number {}", *node.asInteger()) : "";
  if (bare.starts_with("0b") && bare.size() > 2 && bare.find_first_not_of("01_", 2) == std::string_view::npos)
    return "a binary number";
  if (bare.starts_with("0o")) return node.asInteger() ? "a text" : "";
  if (bare.find('_') != std::string_view::npos) {
    std::string joined(bare);
    std::erase(joined, '_');
    if (bare[0] >= '0' && bare[0] <= '9' && digits(joined)) return "the number " + joined;
  }
  if (const std::size_t colon = bare.find(':'); colon != std::string_view::npos && bare[0] != '0') {
    bool sexagesimal = digits(bare.substr(0, colon)) && bare.size() > colon + 1;
    for (std::size_t part = colon; sexagesimal && part != std::string_view::npos;) {
      const std::size_t next = bare.find(':', part + 1);
      const std::string_view field = bare.substr(part + 1, next == std::string_view::npos ? next : next - part - 1);
      sexagesimal = digits(field) && (field.size() == 1 || (field.size() == 2 && field[0] < '6'));
      part = next;
    }
    if (sexagesimal) return "a number of base 60";
  }
  const bool isDate = text.size() >= 10 && text[4] == '-' && text[7] == '-' && digits(text.substr(0, 4)) &&
                      digits(text.substr(5, 2)) && digits(text.substr(8, 2));
  if (isDate && text.size() == 10) return "a date";
  // Hours and minutes after a `T` or a blank.
  const bool isTime = isDate && text.size() >= 16 && std::string_view("Tt ").find(text[10]) != std::string_view::npos &&
                      digits(text.substr(11, 2)) && text[13] == ':' && digits(text.substr(14, 2));
  if (isTime) return "a point in time";
  const bool exponent = node.asNumber() && lower.find('e') != std::string::npos;
  if (exponent && (text.find('.') == std::string::npos || lower.find_first_of("+-") == std::string::npos))
    return "a text";
  return {};
}

void warnIfAmbiguous(const Node& node, base::Report& report) {
  if (node.style != base::yaml::Style::plain) return;
  const std::string other = otherReading(node);
  if (other.empty()) return;
  const bool isNumber = node.asNumber().has_value();
  const std::string here = isNumber ? "a number here" : "a text here";
  const bool same = node.text.starts_with("0x");
  report
      .add(codes::ambiguousScalar, node.span,
           same ? fmt::format("`{}` unquoted is {}, not this text", node.text, other)
                : fmt::format("`{}` unquoted is {} and {} in YAML 1.1 readers", node.text, here, other))
      .note(isNumber ? "quote it if the text is meant, or write a plain decimal number"
                     : "quote it: then it is this text everywhere")
      .fix(fmt::format("write `'{}'`", node.text), {{node.span, fmt::format("'{}'", node.text)}},
           isNumber ? base::Safety::review : base::Safety::safe);
}

Value readValue(const Node& node, base::Report& report) {
  Value value;
  value.span = node.span;
  if (node.isNull()) return value;
  value.text = node.text;
  value.quoted = node.isQuoted();
  value.pieces = node.pieces;
  warnIfAmbiguous(node, report);
  if (const auto boolean = node.asBool())
    value.value = *boolean;
  else if (const auto number = node.asNumber())
    value.value = *number;
  else
    value.value = node.text;
  return value;
}

// Splits `field|modifier|…` into its parts, each with its place in the key.
void readKey(const Node& key, Item& item) {
  const std::string_view text = key.text;
  std::size_t begin = 0;
  for (bool first = true; begin <= text.size(); first = false) {
    const std::size_t end = std::min(text.find('|', begin), text.size());
    Text part{std::string(text.substr(begin, end - begin)), placeWithin(key.pieces, key.span, begin, end)};
    if (first)
      item.field = std::move(part);
    else
      item.modifiers.push_back(std::move(part));
    begin = end + 1;
  }
}

bool asksForElement(const Item& item) {
  return std::any_of(item.modifiers.begin(), item.modifiers.end(), [](const Text& m) { return m.value == "any_of"; });
}

std::string named(const Item& item) {
  return item.field.value.empty() ? "these keywords" : fmt::format("`{}`", item.field.value);
}

void reportNested(const Item& item, const Node& value, base::Report& report) {
  auto& error =
      report.add(codes::badDetection, item.field.span, fmt::format("the value of {} cannot be a mapping", named(item)));
  std::string inner = value.isMapping() && !value.entries.empty() ? value.entries.front().key.text : "name";
  inner.resize(std::min(inner.find('|'), inner.size()));
  error.note(fmt::format("write a field inside another as a path: `{}.{}`", item.field.value, inner))
      .note("conditions on one element of an array stand below `items[]|any_of`");
}

std::optional<Item> readItem(const base::yaml::Entry& entry, base::Report& report) {
  Item item;
  item.span = base::join(entry.key.span, entry.value.span);
  readKey(entry.key, item);
  const Node& node = entry.value;
  if (entry.key.isNull()) {
    report.add(codes::badDetection, entry.key.span, "a field has no name")
        .note("keywords stand in a list without keys, or below `'|all'`");
    return std::nullopt;
  }
  if (asksForElement(item) && (node.isMapping() || (node.isSequence() && !node.items.empty()))) {
    auto nested = readDetection(node, report);
    if (!nested) return std::nullopt;
    item.nested = std::move(*nested);
    return item;
  }
  if (node.isMapping()) {
    reportNested(item, node, report);
    return std::nullopt;
  }
  if (!node.isSequence()) {
    item.values.push_back(readValue(node, report));
    return item;
  }
  item.isList = true;
  if (node.items.empty()) {
    report.add(codes::emptyDetection, item.span, fmt::format("the list of values of {} is empty", named(item)))
        .note("write the values, `null` for a field that is not there, or take the line out");
    return std::nullopt;
  }
  for (const Node& element : node.items) {
    if (element.isMapping() || element.isSequence()) {
      if (element.isMapping())
        reportNested(item, element, report);
      else
        report.add(codes::badDetection, element.span,
                   fmt::format("the values of {} are a list within a list", named(item)));
      return std::nullopt;
    }
    item.values.push_back(readValue(element, report));
  }
  return item;
}

Item keywords(const Node& node, const std::vector<const Node*>& scalars, bool isList, base::Report& report) {
  Item item;
  item.field.span = {node.span.file, node.span.begin, node.span.begin};
  item.span = node.span;
  item.isList = isList;
  for (const Node* scalar : scalars) item.values.push_back(readValue(*scalar, report));
  return item;
}

std::optional<Detection> readList(const Node& node, base::Report& report) {
  std::vector<const Node*> scalars;
  for (const Node& element : node.items)
    if (element.isScalar() || element.isNull()) scalars.push_back(&element);
  if (scalars.size() == node.items.size()) return Detection{keywords(node, scalars, true, report), node.span};
  AnyOf any;
  bool good = true;
  for (const Node& element : node.items) {
    auto alternative = readDetection(element, report);
    if (alternative)
      any.of.push_back(std::move(*alternative));
    else
      good = false;
  }
  if (!good) return std::nullopt;
  return Detection{std::move(any), node.span};
}

std::optional<Detection> readMap(const Node& node, base::Report& report) {
  AllOf all;
  bool good = true;
  for (const base::yaml::Entry& entry : node.entries) {
    auto item = readItem(entry, report);
    if (item)
      all.items.push_back(std::move(*item));
    else
      good = false;
  }
  if (!good) return std::nullopt;
  return Detection{std::move(all), node.span};
}

}  // namespace

std::vector<Value> readValues(const Node& node, base::Report& report) {
  if (node.isScalar()) return {readValue(node, report)};
  std::vector<Value> values;
  for (const Node& item : node.items)
    if (item.isScalar()) values.push_back(readValue(item, report));
  return values;
}

std::optional<Detection> readDetection(const Node& node, base::Report& report) {
  const bool empty =
      node.isNull() || (node.isMapping() && node.entries.empty()) || (node.isSequence() && node.items.empty());
  if (empty) {
    report.add(codes::emptyDetection, node.span, "nothing is said here about what should match")
        .note("write fields and their values, or keywords");
    return std::nullopt;
  }
  if (node.isMapping()) return readMap(node, report);
  if (node.isSequence()) return readList(node, report);
  return Detection{keywords(node, {&node}, false, report), node.span};
}

}  // namespace quarry::rule
