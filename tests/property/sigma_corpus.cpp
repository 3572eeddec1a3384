// All of a collection of Sigma rules through the compiler, when QUARRY_CORPUS names a folder.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "corpus_files.h"
#include "quarry/driver/compile.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/read.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

bool isAtAPlace(const base::Diagnostic& finding, const base::Sources& sources) {
  const base::Span at = sources.outermost(finding.primary.span);
  return !finding.def->code.empty() && at.end <= sources[at.file].text().size();
}

}  // namespace

TEST_CASE("every Sigma file is built: no rule is lost, each refusal has a code and a place, and the sum adds up") {
  const fs::path root = test::corpus("sigma");
  if (root.empty()) return;
  driver::Workspace workspace = driver::load({root.string()});
  CHECK(workspace.problems.empty());
  driver::CompileOptions options;
  options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
  const std::vector<driver::CompiledRule> rules = driver::compileAll(workspace, options);
  std::map<std::size_t, std::size_t> ofFile;
  std::size_t compiled = 0;
  std::map<std::string, std::size_t> queries, refusals;
  for (const driver::CompiledRule& rule : rules) {
    CAPTURE(workspace.files[rule.file].path);
    ++ofFile[rule.file];
    compiled += rule.compiled ? 1 : 0;
    CHECK(rule.compiled == (rule.outputs.size() == options.to.size()));
    for (const auto& [platform, artifact] : rule.outputs) {
      ++queries[platform];
      CHECK_FALSE(artifact.query.empty());
    }
    if (rule.compiled) {
      CHECK_FALSE(rule.report.hasErrors());
      continue;
    }
    CHECK(rule.report.hasErrors());
    for (const base::Diagnostic& finding : rule.report.findings()) {
      CHECK(isAtAPlace(finding, workspace.sources));
      if (finding.severity == base::Severity::error) ++refusals[std::string(finding.def->code)];
    }
  }
  // A file without a rule is one that something was said of.
  for (std::size_t i = 0; i < workspace.files.size(); ++i) {
    if (workspace.files[i].kind != driver::FileKind::rule || ofFile.contains(i)) continue;
    CAPTURE(workspace.files[i].path);
    bool told = false;
    for (const base::Diagnostic& finding : workspace.report.findings())
      told = told || workspace.sources.outermost(finding.primary.span).file == workspace.files[i].id;
    CHECK(told);
  }
  std::string message;
  for (const auto& [platform, count] : queries) message += platform + " " + std::to_string(count) + ", ";
  for (const auto& [code, count] : refusals) message += code + " " + std::to_string(count) + ", ";
  MESSAGE(rules.size() << " rules, " << compiled << " compiled for all targets; " << message);
  CHECK(rules.size() >= workspace.files.size());
}

TEST_CASE("rules that are in use have no errors") {
  const fs::path root = test::corpus("sigma");
  if (root.empty()) return;
  std::size_t rules = 0;
  std::map<std::string, std::size_t> counts;
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".yml") continue;
      const std::string path = entry.path().string();
      CAPTURE(path);
      base::Sources sources;
      base::Report report;
      const base::FileId file = sources.add(path, test::slurp(entry.path()));
      const std::vector<rule::Document> documents = rule::read(file, sources, report);
      for (const rule::Document& document : documents)
        if (const auto* rule = std::get_if<rule::Rule>(&document)) rule::lower(*rule, sources, report);
      lint::run(file, documents, {}, sources, report);
      ++rules;
      for (const base::Diagnostic& finding : report.findings()) {
        ++counts[std::string(finding.def->code)];
        // What a placeholder stands for only a configuration can say.
        if (finding.def->code != "RULE079") CHECK(finding.severity != base::Severity::error);
      }
    }
  }
  std::string message;
  for (const auto& [code, count] : counts) message += " " + code + " " + std::to_string(count);
  MESSAGE(rules << " rules:" << message);
  CHECK(rules > 1000);
}
