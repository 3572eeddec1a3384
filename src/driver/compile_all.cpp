// Every rule of a workspace, in worker processes.
#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "driver/parallel.h"
#include "driver/references.h"
#include "driver/threads.h"
#include "quarry/base/pack.h"
#include "quarry/driver/codes.h"
#include "quarry/driver/compile.h"
#include "quarry/rule/read.h"
#include "quarry/schema/prepare.h"

namespace quarry::driver {

namespace {

void pack(base::Packer& out, const CompiledRule& rule, const base::Sources& sources) {
  out.number(rule.document);
  for (const std::string* text : {&rule.id, &rule.title, &rule.name, &rule.stage}) out.text(*text);
  out.number(rule.outputs.size());
  for (const auto& [platform, artifact] : rule.outputs)
    for (const std::string* text : {&platform, &artifact.query, &artifact.header}) out.text(*text);
  out.number(rule.compiled ? 1 : 0);
  out.number(rule.isPart ? 1 : 0);
  out.text(rule.report.serialise(sources));
}

CompiledRule unpack(base::Unpacker& in) {
  CompiledRule rule;
  rule.document = in.number();
  for (std::string* text : {&rule.id, &rule.title, &rule.name, &rule.stage}) *text = in.text();
  for (std::size_t left = in.count(); left > 0; --left) {
    Artifact& artifact = rule.outputs[in.text()];
    for (std::string* text : {&artifact.query, &artifact.header}) *text = in.text();
  }
  rule.compiled = in.number() == 1;
  rule.isPart = in.number() == 1;
  rule.report = base::Report::deserialise(in.view(), [](std::string_view code) { return findCode(code); });
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

// The data of every log source that is read, before the workers each load their own.
void prepareSources(const Workspace& workspace, unsigned jobs) {
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  std::vector<ir::Scan> sources;
  const auto said = [](const std::optional<rule::Text>& text) { return text ? text->value : std::string(); };
  for (const File& file : workspace.files)
    for (const rule::Document& document : file.documents)
      if (const auto* rule = std::get_if<rule::Rule>(&document)) {
        const auto& [product, category, service, span] = rule->logSource;
        if (seen.emplace(said(product), said(category), said(service)).second)
          sources.push_back({said(product), said(category), said(service)});
      }
  inThreads(sources.size(), jobs, [&](std::size_t i) { schema::prepare(sources[i]); });
}

}  // namespace

std::vector<CompiledRule> compileAll(Workspace& workspace, const CompileOptions& options) {
  readAllDocuments(workspace.files, workspace.sources, options.jobs);
  for (File& file : workspace.files) workspace.report.merge(std::move(file.outside));
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
  if (options.jobs > 1 && !options.to.empty()) prepareSources(workspace, options.jobs);
  const auto results = inWorkers(workspace.files.size(), options.jobs, [&](std::size_t i) {
    base::Packer all;
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
      pack(all, *compiled, workspace.sources);
    }
    return all.take();
  });
  std::vector<std::vector<CompiledRule>> ofFiles(results.size());
  inThreads(results.size(), options.jobs, [&](std::size_t i) {
    if (!results[i].bytes) return;
    for (base::Unpacker packed(*results[i].bytes); !packed.atEnd();) {
      ofFiles[i].push_back(unpack(packed));
      ofFiles[i].back().file = i;
    }
  });
  std::vector<CompiledRule> rules;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].bytes) reportFault(results[i], workspace.files[i], workspace.report);
    std::move(ofFiles[i].begin(), ofFiles[i].end(), std::back_inserter(rules));
  }
  return rules;
}

}  // namespace quarry::driver
