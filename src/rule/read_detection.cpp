// Detections out of YAML: maps, lists of maps, keywords.
#include <fmt/format.h>

#include "quarry/base/codes.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

namespace yaml = base::yaml;

Value toValue(const yaml::Node& node) {
  Value value;
  value.text = node.text;
  value.quoted = node.isQuoted();
  value.span = node.span;
  value.pieces = node.pieces;
  if (node.isNull()) value.value = Null{};
  else if (const auto flag = node.asBool()) value.value = *flag;
  else if (const auto number = node.asNumber()) value.value = *number;
  else value.value = node.text;
  return value;
}

// "field|modifier|modifier" with a place for each part.
void readKey(const yaml::Node& key, Item& item) {
  // Only a plain or cleanly quoted key has the same bytes in the file; else every part gets the key's span.
  const bool same = key.pieces.size() == 1 && key.pieces.front().length == key.text.size();
  const auto part = [&](std::size_t begin, std::size_t end) {
    Text text{key.text.substr(begin, end - begin), key.span};
    if (same) {
      const std::uint32_t outer = key.pieces.front().outer;
      text.span = {key.span.file, outer + static_cast<std::uint32_t>(begin), outer + static_cast<std::uint32_t>(end)};
    }
    return text;
  };
  std::size_t begin = 0;
  bool first = true;
  while (true) {
    const std::size_t bar = std::min(key.text.find('|', begin), key.text.size());
    if (first) item.field = part(begin, bar);
    else item.modifiers.push_back(part(begin, bar));
    first = false;
    if (bar == key.text.size()) break;
    begin = bar + 1;
  }
}

bool readValues(const yaml::Node& node, Item& item, base::Report& report) {
  if (node.isSequence()) {
    item.isList = true;
    if (node.items.empty()) {
      report.add(codes::emptyDetection, node.span, "this list of values is empty").note("to find events without the field, write `null`");
      return false;
    }
    for (const yaml::Node& value : node.items) {
      if (!value.isScalar() && !value.isNull()) {
        report.add(codes::badDetection, value.span, "a value in a list has to be text, a number, `true`, `false` or `null`");
        return false;
      }
      item.values.push_back(toValue(value));
    }
    return true;
  }
  item.values.push_back(toValue(node));
  return true;
}

std::optional<Item> readItem(const yaml::Entry& entry, base::Report& report) {
  Item item;
  readKey(entry.key, item);
  item.span = {entry.key.span.file, entry.key.span.begin, std::max(entry.key.span.end, entry.value.span.end)};
  if (entry.value.isMapping()) {
    const bool anyOf = !item.modifiers.empty() && item.modifiers.back().value == "any_of";
    if (!anyOf) {
      report.add(codes::badDetection, entry.key.span, fmt::format("`{}` holds a mapping, which is no value", item.field.value))
          .note("write nested fields with dots (`a.b: value`); for conditions on one element of an array add `|any_of`");
      return std::nullopt;
    }
    auto nested = readDetection(entry.value, report);
    if (!nested) return std::nullopt;
    item.nested = std::move(*nested);
    return item;
  }
  if (!readValues(entry.value, item, report)) return std::nullopt;
  return item;
}

Detection keyword(const yaml::Node& node) {
  Item item;
  item.field = {"", node.span};
  item.values.push_back(toValue(node));
  item.span = node.span;
  return {std::move(item), node.span};
}

}  // namespace

std::optional<Detection> readDetection(const yaml::Node& node, base::Report& report) {
  if (node.isNull()) {
    report.add(codes::emptyDetection, node.span, "this selection is empty");
    return std::nullopt;
  }
  if (node.isScalar()) return keyword(node);
  if (node.isMapping()) {
    if (node.entries.empty()) {
      report.add(codes::emptyDetection, node.span, "this selection is empty");
      return std::nullopt;
    }
    AllOf all;
    bool good = true;
    for (const yaml::Entry& entry : node.entries) {
      auto item = readItem(entry, report);
      good = good && item.has_value();
      if (item) all.items.push_back(std::move(*item));
    }
    if (!good) return std::nullopt;
    return Detection{std::move(all), node.span};
  }
  if (node.items.empty()) {
    report.add(codes::emptyDetection, node.span, "this list is empty");
    return std::nullopt;
  }
  AnyOf any;
  bool good = true;
  for (const yaml::Node& inner : node.items) {
    auto detection = readDetection(inner, report);
    good = good && detection.has_value();
    if (detection) any.of.push_back(std::move(*detection));
  }
  if (!good) return std::nullopt;
  return Detection{std::move(any), node.span};
}

}  // namespace quarry::rule
