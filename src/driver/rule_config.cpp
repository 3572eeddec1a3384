#include "driver/rule_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/text.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

std::optional<rule::List> readList(const Entry& entry, const Problem& problem) {
  static constexpr std::array<std::string_view, 7> kKeys = {"type", "column", "cql", "kql", "spl", "test", "empty"};
  if (!entry.value.isMapping()) {
    problem(
        entry.value.span,
        fmt::format("the list `{}` has to be a mapping with `type`, `cql`, `kql`, `spl` and `test`", entry.key.text));
    return std::nullopt;
  }
  rule::List list;
  for (const Entry& part : entry.value.entries) {
    const std::string& key = part.key.text;
    if (key == "test") {
      if (!part.value.isSequence()) problem(part.value.span, "`test` has to be a list of values");
      for (const Node& item : part.value.items) list.test.push_back(item.text);
    } else if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
      const auto near = base::closest(key, kKeys);
      problem(part.key.span,
              fmt::format("a list has no key `{}`{}", key, near ? fmt::format("; did you mean `{}`?", *near) : ""));
    } else if (!part.value.isScalar() || part.value.text.empty()) {
      problem(part.value.span, fmt::format("`{}` has to be text", key));
    } else if (key == "type" && part.value.text == "cidr") {
      list.type = rule::List::Type::cidr;
    } else if (key == "type" && part.value.text != "text") {
      problem(part.value.span, fmt::format("a list is of type `text` or `cidr`, not `{}`", part.value.text));
    } else if (key == "empty" && part.value.text != "none") {
      problem(part.value.span, "`empty` is `none`: an empty list holds no value");
    } else if (key == "column") {
      list.column = part.value.text;
    } else if (key != "type" && key != "empty") {
      list.places[key] = part.value.text;
    }
  }
  return list;
}

}  // namespace

std::optional<rule::FilterMeaning> readFilterMeaning(const Node& node, const Problem& problem) {
  if (node.text == "keep") return rule::FilterMeaning::keep;
  if (node.text == "exclude") return rule::FilterMeaning::exclude;
  problem(node.span, "`filters` is keep or exclude: what a filter without `not` does with the events it names");
  return std::nullopt;
}

std::map<std::string, std::vector<rule::Value>> readPlaceholders(const Node& node, const Problem& problem) {
  std::map<std::string, std::vector<rule::Value>> all;
  if (!node.isMapping()) problem(node.span, "`placeholders` has to be a mapping, such as `admins: [alice, bob]`");
  for (const Entry& entry : node.entries) {
    base::Report quiet;
    std::vector<rule::Value> values = rule::readValues(entry.value, quiet);
    const bool odd = entry.value.isMapping() || values.size() != std::max<std::size_t>(entry.value.items.size(), 1);
    if (odd || values.empty())
      problem(entry.value.span, fmt::format("the placeholder `{}` needs a value, or a list of values", entry.key.text));
    else
      all[entry.key.text] = std::move(values);
  }
  return all;
}

std::map<std::string, rule::List> readLists(const Node& node, const Problem& problem) {
  std::map<std::string, rule::List> all;
  if (!node.isMapping()) problem(node.span, "`lists` has to be a mapping of lists by name");
  for (const Entry& entry : node.entries)
    if (auto list = readList(entry, problem)) all[entry.key.text] = std::move(*list);
  return all;
}

}  // namespace quarry::driver
