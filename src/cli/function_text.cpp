// A function of CQL for `quarry explain` and `quarry list cql-functions`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "cli/function_text.h"
#include "quarry/cql/signature.h"

namespace quarry::cli {

namespace {

using cql::Function;
using cql::Parameter;
using Json = nlohmann::ordered_json;

std::string bounds(const Parameter& p) {
  const bool least = p.least != std::numeric_limits<std::int64_t>::min();
  const bool most = p.most != std::numeric_limits<std::int64_t>::max();
  if (least && most) return fmt::format(", {} to {}", p.least, p.most);
  if (most) return fmt::format(", at most {}", p.most);
  return least ? fmt::format(", at least {}", p.least) : "";
}

// What is to be known of a parameter besides its type.
std::string remarks(const Parameter& p) {
  std::vector<std::string> all;
  if (p.required) all.emplace_back("required");
  if (p.unnamed) all.emplace_back("may stand without its name");
  if (p.hasDefault) all.push_back("default " + cql::writtenDefault(p));
  for (std::string_view alias : p.aliases) all.push_back(fmt::format("also `{}`", alias));
  if (p.deprecated) all.emplace_back("deprecated");
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string placeText(cql::Placement placement) {
  switch (placement) {
    case cql::Placement::anywhere:
      return "";
    case cql::Placement::beforeAggregate:
      return "Stands before the first aggregate.\n";
    case cql::Placement::afterAggregate:
      return "Stands behind an aggregate that puts the rows into an order, such as `sort`, `head` or `groupBy`.\n";
    case cql::Placement::source:
      return "Stands before the first aggregate, and never inside an argument.\n";
    case cql::Placement::preamble:
      return "Stands at the head of the query.\n";
    case cql::Placement::chart:
      return "Stands only as the `function` of `timeChart` or `bucket`.\n";
  }
  return "";
}

std::string liveText(cql::Live live) {
  switch (live) {
    case cql::Live::unknown:
    case cql::Live::allowed:
      return "";
    case cql::Live::limited:
      return "Limited in live queries and alerts.\n";
    case cql::Live::forbidden:
      return "Not for live queries.\n";
  }
  return "";
}

std::string capital(std::string_view phrase) {
  std::string text(phrase);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text;
}

std::string parameterTable(const Function& f) {
  std::vector<std::array<std::string, 3>> rows;
  std::size_t names = 0, types = 0;
  for (const Parameter& p : f.parameters) {
    rows.push_back({std::string(p.name), cql::expectation(p) + (p.list ? ", or a list" : "") + bounds(p), remarks(p)});
    names = std::max(names, rows.back()[0].size());
    types = std::max(types, rows.back()[1].size());
  }
  types = std::min<std::size_t>(types, 48);
  std::string text;
  for (const auto& [name, type, remark] : rows) {
    std::string line = fmt::format("    {:<{}}  {:<{}}  {}", name, names, type, types, remark);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace

std::string functionText(const Function& f) {
  std::string text = fmt::format("{}\n\n{}: {}.\n", cql::signature(f), capital(cql::name(f.kind)), f.about);
  if (!f.removed.empty()) text += fmt::format("Removed in version {}.\n", f.removed);
  if (!f.deprecated.empty()) text += fmt::format("Deprecated: {}.\n", f.deprecated);
  if (!f.replacement.empty()) text += fmt::format("Use `{}`.\n", f.replacement);
  if (!f.parameters.empty()) text += "\n" + parameterTable(f);
  text += "\n";
  const std::string outputs = cql::outputList(f);
  if (f.dropsOtherFields)
    text += fmt::format("Leaves only {}.\n", outputs);
  else if (!outputs.empty())
    text += fmt::format("Adds {}.\n", outputs);
  else
    text += "Adds no field.\n";
  if (f.negatable) text += fmt::format("`!{}(…)` is the opposite.\n", f.name);
  text += placeText(f.placement) + liveText(f.live);
  if (!f.since.empty()) text += fmt::format("Since version {}.\n", f.since);
  return text + fmt::format("{}\n", f.page);
}

Json functionJson(const Function& f) {
  Json parameters = Json::array();
  for (const Parameter& p : f.parameters) {
    Json one = {{"name", p.name}, {"type", cql::name(p.type)}, {"required", p.required}, {"unnamed", p.unnamed}};
    if (p.hasDefault) one["default"] = p.defaultValue;
    if (!p.aliases.empty()) one["aliases"] = p.aliases;
    if (!p.values.empty()) one["values"] = p.values;
    if (!p.also.empty()) one["also"] = p.also;
    if (p.least != std::numeric_limits<std::int64_t>::min()) one["least"] = p.least;
    if (p.most != std::numeric_limits<std::int64_t>::max()) one["most"] = p.most;
    if (p.deprecated) one["deprecated"] = true;
    parameters.push_back(std::move(one));
  }
  return {{"name", f.name},
          {"kind", cql::name(f.kind)},
          {"topic", f.topic},
          {"about", f.about},
          {"signature", cql::signature(f)},
          {"parameters", std::move(parameters)},
          {"outputs", cql::outputRules(f)},
          {"dropsOtherFields", f.dropsOtherFields},
          {"negatable", f.negatable},
          {"deprecated", !f.deprecated.empty() || !f.removed.empty()},
          {"replacement", f.replacement},
          {"page", f.page}};
}

}  // namespace quarry::cli
