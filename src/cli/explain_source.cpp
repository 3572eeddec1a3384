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

// Fields in columns: the name, where it is kept, and what there is to know of it.
std::string fieldLines(const std::vector<schema::FieldInfo>& fields) {
  std::size_t name = 0, place = 0;
  for (const schema::FieldInfo& field : fields) {
    name = std::max(name, field.field.size());
    if (field.place.size() <= 48) place = std::max(place, field.place.size());
  }
  std::string out;
  for (const schema::FieldInfo& field : fields) {
    std::string remarks = field.remarks;
    if (!field.sameAs.empty()) remarks = "same as " + field.sameAs;
    if (!field.unavailable.empty()) remarks = "not available: " + field.unavailable;
    if (field.confidence == "low") remarks += remarks.empty() ? "not confirmed" : "; not confirmed";
    const std::string where = field.unavailable.empty() ? field.place : "-";
    std::string line = fmt::format("    {:<{}}  {:<{}}  {}", field.field, name, where, place, remarks);
    while (line.ends_with(' ')) line.pop_back();
    out += line + "\n";
  }
  return out;
}

std::string textOf(const schema::VariantInfo& variant, schema::Platform platform) {
  std::string out = fmt::format("\n{}, {}: {}\n", schema::name(platform), variant.name, variant.title);
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) out += fmt::format("  {:<11} {}\n", key, value);
  };
  add("chosen by", variant.chosenBy);
  add("table", variant.table);
  add("restricted", variant.restriction);
  add("time", variant.ingest.empty() ? variant.time : variant.time + ", received at " + variant.ingest);
  add("keywords", variant.keywords);
  add("other", variant.rest);
  add("evidence", fmt::format("{} (confidence {})", variant.evidence, variant.confidence));
  for (const std::string& assumption : variant.assumptions) add("assumes", assumption);
  if (!variant.fields.empty()) out += "  fields\n" + fieldLines(variant.fields);
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
