#include "cli/explain_source.h"

#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "quarry/base/text.h"
#include "quarry/driver/config.h"
#include "quarry/schema/list.h"

namespace quarry::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 110, kPlace = 48;

// Words on lines of at most the width, the later ones indented; a word that is longer has a line of its own.
std::string wrapped(std::string_view text, std::size_t indent) {
  const std::size_t width = kWidth > indent + 40 ? kWidth - indent : 40;
  std::string out;
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (column > 0 && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    at = end + 1;
  }
  return out;
}

// The place that a pattern gives a field.
std::string filledIn(std::string pattern, const std::string& field) {
  constexpr std::string_view kMark = "{field}";
  if (const std::size_t at = pattern.find(kMark); at != std::string::npos) pattern.replace(at, kMark.size(), field);
  return pattern;
}

std::string whereOf(const schema::FieldInfo& field, const std::string& rest) {
  if (!field.unavailable.empty()) return "-";
  return field.place.size() > kPlace && field.place == filledIn(rest, field.field) ? "as any other" : field.place;
}

// Fields in columns: the name, where it is kept, and what there is to know of it.
std::string fieldLines(const std::vector<schema::FieldInfo>& fields, const std::string& rest) {
  std::size_t name = 0, place = 0;
  for (const schema::FieldInfo& field : fields) {
    const std::size_t size = whereOf(field, rest).size();
    name = std::max(name, field.field.size());
    if (size <= kPlace) place = std::max(place, size);
  }
  std::string out;
  for (const schema::FieldInfo& field : fields) {
    std::string remarks = field.remarks;
    if (!field.sameAs.empty()) remarks = "same as " + field.sameAs;
    if (!field.unavailable.empty()) remarks = "not available: " + field.unavailable;
    if (field.confidence == "low") remarks += remarks.empty() ? "not confirmed" : "; not confirmed";
    const std::string where = whereOf(field, rest);
    const std::size_t indent = 4 + name + 2 + place + 2;
    // Below a place that is longer than its column.
    const std::string gap = where.size() > place && !remarks.empty() ? "\n" + std::string(indent, ' ') : "  ";
    std::string line =
        fmt::format("    {:<{}}  {:<{}}{}{}", field.field, name, where, place, gap, wrapped(remarks, indent));
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

std::string textOf(const schema::VariantInfo& variant, schema::Platform platform) {
  std::string out = fmt::format("\n{}, {}: {}\n", schema::name(platform), variant.name, variant.title);
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) out += fmt::format("  {:<11} {}\n", key, wrapped(value, 14));
  };
  add("chosen by",
      variant.isDefault && !variant.chosenBy.empty() ? variant.chosenBy + " (the default)" : variant.chosenBy);
  add("table", variant.table);
  add("restricted", variant.restriction);
  add("time", variant.ingest.empty() ? variant.time : variant.time + ", received at " + variant.ingest);
  add("keywords", variant.keywords);
  add("any other", variant.rest);
  add("evidence", fmt::format("{} (confidence {})", variant.evidence, variant.confidence));
  for (const std::string& assumption : variant.assumptions) add("assumes", assumption);
  if (!variant.fields.empty()) out += "  fields\n" + fieldLines(variant.fields, variant.rest);
  return out;
}

Json jsonOf(const schema::VariantInfo& variant, schema::Platform platform) {
  Json fields = Json::array();
  for (const schema::FieldInfo& field : variant.fields)
    fields.push_back({{"field", field.field},
                      {"sameAs", field.sameAs},
                      {"place", field.place},
                      {"access", field.access},
                      {"type", field.type},
                      {"remarks", field.remarks},
                      {"unavailable", field.unavailable},
                      {"evidence", field.evidence},
                      {"confidence", field.confidence}});
  return {{"platform", schema::name(platform)},
          {"variant", variant.name},
          {"title", variant.title},
          {"chosenBy", variant.chosenBy},
          {"table", variant.table},
          {"restriction", variant.restriction},
          {"time", variant.time},
          {"ingest", variant.ingest},
          {"keywords", variant.keywords},
          {"rest", variant.rest},
          {"evidence", variant.evidence},
          {"confidence", variant.confidence},
          {"assumptions", variant.assumptions},
          {"fields", fields}};
}

}  // namespace

bool readOwnSources(const std::string& config) {
  std::vector<std::string> problems;
  driver::loadConfig(config, problems);
  for (const std::string& problem : problems) complain(problem);
  return problems.empty();
}

bool unknownSource(std::string_view id) {
  const std::vector<schema::SourceName> known = schema::sourceNames();
  std::vector<std::string_view> ids;
  for (const schema::SourceName& source : known) {
    if (source.id == id) return false;
    ids.push_back(source.id);
  }
  const auto near = base::closest(id, ids);
  err(fmt::format("quarry: there is no source `{}`{}\n", id,
                  near ? fmt::format("; did you mean `{}`?", *near) : "; `quarry list sources` shows them"));
  return true;
}

std::string sourceText(std::string_view id) {
  const auto source = schema::describeSource(id);
  if (!source) return {};
  std::string out = fmt::format("{}: {}\nserves {}\n", source->id, source->title, fmt::join(source->logSources, "; "));
  for (const schema::PlatformInfo& on : source->platforms)
    for (const schema::VariantInfo& variant : on.variants) out += textOf(variant, on.platform);
  return out;
}

nlohmann::ordered_json sourceJson(std::string_view id) {
  const auto source = schema::describeSource(id);
  Json variants = Json::array();
  if (!source) return variants;
  for (const schema::PlatformInfo& on : source->platforms)
    for (const schema::VariantInfo& variant : on.variants) variants.push_back(jsonOf(variant, on.platform));
  return {{"id", source->id}, {"title", source->title}, {"logSources", source->logSources}, {"variants", variants}};
}

}  // namespace quarry::cli
