// Every rule of a workspace, in worker processes.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "driver/parallel.h"
#include "driver/references.h"
#include "quarry/base/codes/file.h"
#include "quarry/driver/codes.h"
#include "quarry/driver/compile.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

using Json = nlohmann::json;

std::string pack(const CompiledRule& rule, const base::Sources& sources) {
  Json outputs = Json::object();
  for (const auto& [platform, artifact] : rule.outputs) outputs[platform] = {artifact.query, artifact.header};
  return Json({{"document", rule.document},
               {"id", rule.id},
               {"title", rule.title},
               {"name", rule.name},
               {"stage", rule.stage},
               {"outputs", outputs},
               {"compiled", rule.compiled},
               {"part", rule.isPart},
               {"report", rule.report.serialise(sources)}})
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

CompiledRule unpack(const Json& json) {
  CompiledRule rule;
  rule.document = json.at("document");
  rule.id = json.at("id");
  rule.title = json.at("title");
  rule.name = json.at("name");
  rule.stage = json.at("stage");
  for (const auto& [platform, artifact] : json.at("outputs").items())
    rule.outputs[platform] = {artifact.at(0), artifact.at(1)};
  rule.compiled = json.at("compiled");
  rule.isPart = json.at("part");
  rule.report = base::Report::deserialise(json.at("report").get<std::string>(),
                                          [](std::string_view code) { return findCode(code); });
  return rule;
}

// None for a filter: it is compiled into the rules it covers.
std::optional<CompiledRule> compileDocument(const rule::Document& document, const rule::FindDocument& find,
                                            base::Sources& sources, const CompileOptions& options) {
  if (std::holds_alternative<rule::Filter>(document)) return std::nullopt;
  if (const auto* rule = std::get_if<rule::Rule>(&document)) return compile(*rule, sources, options);
  if (const auto* correlation = std::get_if<rule::Correlation>(&document))
    return compile(*correlation, find, sources, options);
  const rule::Metadata& about = rule::about(document);
  CompiledRule result;
  result.title = about.title.value;
  if (about.id) result.id = about.id->value;
  if (about.name) result.name = about.name->value;
  return result;
}

}  // namespace

std::vector<CompiledRule> compileAll(Workspace& workspace, const CompileOptions& options) {
  for (File& file : workspace.files)
    if (file.readable && file.kind == FileKind::rule) readDocumentsApart(file, workspace.sources, workspace.report);
  link(workspace);
  for (File& file : workspace.files)
    for (std::size_t k = 0; k < file.documents.size(); ++k)
      if (const auto* filter = std::get_if<rule::Filter>(&file.documents[k])) {
        workspace.report.merge(std::move(file.findings[k]));
        rule::lowerFilter(*filter, options.environment, workspace.sources, workspace.report);
      }
  const References references(workspace);
  const rule::FindDocument find = finder(workspace, references);
  const std::set<const rule::Document*> parts = partsOnly(workspace, references);
  CompileOptions checkOnly = options;
  checkOnly.to.clear();  // what a target cannot say of a part is the correlation's to report
  const auto results = inWorkers(workspace.files.size(), options.jobs, [&](std::size_t i) {
    Json all = Json::array();
    const File& file = workspace.files[i];
    for (std::size_t k = 0; k < file.documents.size(); ++k) {
      const bool isPart = parts.contains(&file.documents[k]);
      auto compiled = compileDocument(file.documents[k], find, workspace.sources, isPart ? checkOnly : options);
      if (!compiled) continue;
      compiled->document = k;
      compiled->isPart = isPart;
      base::Report reading = file.findings[k];
      reading.merge(std::move(compiled->report));
      compiled->report = std::move(reading);
      all.push_back(pack(*compiled, workspace.sources));
    }
    return all.dump();
  });
  std::vector<CompiledRule> rules;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i]) {
      workspace.report.add(codes::workerDied, {workspace.files[i].id, 0, 0},
                           "the process that worked on this file ended early");
      continue;
    }
    for (const Json& packed : Json::parse(*results[i])) {
      rules.push_back(unpack(Json::parse(packed.get<std::string>())));
      rules.back().file = i;
    }
  }
  return rules;
}

}  // namespace quarry::driver
