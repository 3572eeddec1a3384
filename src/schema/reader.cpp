#include "schema/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "quarry/base/text.h"

namespace quarry::schema {

namespace yaml = base::yaml;

std::string shown(const Fault& fault, const base::Sources& sources) {
  const base::Source& source = sources[fault.at.file];
  const base::Position place = source.position(fault.at.begin);
  return fmt::format("{}:{}:{}: {}", source.path(), place.line, place.column, fault.message);
}

void Reader::error(const yaml::Node& at, const std::string& message) { faults_.push_back({at.span, message}); }

bool Reader::anyMapping(const yaml::Node& node, std::string_view what) {
  if (node.isMapping()) return true;
  error(node, fmt::format("{} is a mapping", what));
  return false;
}

constexpr std::size_t kFewKeys = 5;  // that a message names

bool Reader::mapping(const yaml::Node& node, std::string_view what, std::initializer_list<std::string_view> keys) {
  if (!anyMapping(node, what)) return false;
  const std::vector<std::string_view> known(keys);
  for (const yaml::Entry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key.text) != known.end()) continue;
    const auto near = base::closest(entry.key.text, known);
    std::string hint;
    if (near)
      hint = fmt::format("; did you mean `{}`?", *near);
    else if (known.size() <= kFewKeys)
      hint = fmt::format("; its keys are `{}`", fmt::join(known, "`, `"));
    error(entry.key, fmt::format("{} has no key `{}`{}", what, entry.key.text, hint));
  }
  return true;
}

namespace {

bool saysSomething(const yaml::Node& node) { return node.isScalar() && !node.text.empty(); }

}  // namespace

std::string Reader::text(const yaml::Node& node, std::string_view what) {
  if (saysSomething(node)) return node.text;
  error(node, fmt::format("{} is a text", what));
  return {};
}

std::string Reader::optionalText(const yaml::Node& mapping, std::string_view key) {
  const yaml::Node* node = mapping.find(key);
  if (node == nullptr) return {};
  return saysSomething(*node) ? node->text : text(*node, fmt::format("`{}`", key));
}

std::string Reader::requiredText(const yaml::Node& mapping, std::string_view key) {
  if (mapping.find(key) == nullptr) error(mapping, fmt::format("`{}` is not given", key));
  return optionalText(mapping, key);
}

bool Reader::flag(const yaml::Node& mapping, std::string_view key) {
  const yaml::Node* node = mapping.find(key);
  if (node == nullptr) return false;
  const auto value = node->asBool();
  if (!value) error(*node, fmt::format("`{}` is true or false", key));
  return value.value_or(false);
}

std::vector<std::string> Reader::textsOf(const yaml::Node& node, std::string_view what) {
  std::vector<std::string> out;
  if (!node.isSequence()) {
    error(node, fmt::format("{} is a list", what));
    return out;
  }
  for (const yaml::Node& item : node.items)
    out.push_back(saysSomething(item) ? item.text : text(item, fmt::format("an entry of {}", what)));
  return out;
}

std::vector<std::string> Reader::texts(const yaml::Node& mapping, std::string_view key) {
  const yaml::Node* node = mapping.find(key);
  if (node == nullptr) return {};
  return textsOf(*node, fmt::format("`{}`", key));
}

}  // namespace quarry::schema
