// Measures over real inputs. They run when QUARRY_CORPUS names the folder and say so when they are skipped.
#include <doctest/doctest.h>

#include <filesystem>

#include "corpus_files.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/check.h"
#include "quarry/ir/passes.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/read.h"

using namespace quarry;
namespace fs = std::filesystem;
using test::corpus;
using test::slurp;

TEST_CASE("every Sigma rule is lowered, or refused with a code at a place") {
  const fs::path root = corpus("sigma");
  if (root.empty()) return;
  std::size_t rules = 0, lowered = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".yml") continue;
    CAPTURE(entry.path().string());
    base::Sources sources;
    base::Report report;
    const auto documents = rule::read(sources.add(entry.path().string(), slurp(entry.path())), sources, report);
    if (documents.empty()) CHECK(report.hasErrors());
    for (const rule::Document& document : documents) {
      const auto* one = std::get_if<rule::Rule>(&document);
      if (one == nullptr) continue;
      ++rules;
      const std::size_t before = report.size();
      auto plan = rule::lower(*one, sources, report);
      if (!plan) {
        CHECK(report.hasErrorsSince(before));
        continue;
      }
      ir::normalise(*plan);
      ir::Plan again = *plan;
      ir::normalise(again);
      CHECK(ir::print(again) == ir::print(*plan));
      if (ir::verify(*plan, report)) ++lowered;
    }
  }
  MESSAGE(lowered << " of " << rules << " rules lowered");
  CHECK(lowered >= 2300);
}

TEST_CASE("queries that practitioners published parse without an error") {
  const fs::path root = corpus("cql");
  if (root.empty()) return;
  std::size_t files = 0, clean = 0;
  for (const test::CorpusQuery& query : test::corpusQueries(root)) {
    if (query.tier != "A" || query.kind != "cql") continue;
    const std::string& path = query.file;
    CAPTURE(path);
    base::Sources sources;
    base::Report report;
    const base::FileId file = sources.add(path, slurp(root / path));
    const cql::Tree tree = cql::parse(file, sources, report);
    CHECK(tree.text == sources[file].text());
    ++files;
    if (!report.hasErrors()) ++clean;
    lint::run({tree, sources}, report);
  }
  MESSAGE(clean << " of " << files << " queries parse without an error");
  CHECK(files > 1500);
  CHECK(static_cast<double>(clean) >= 0.99 * static_cast<double>(files));
}

TEST_CASE("the customer's query: every mistake at its place, and a fixed query that lints without errors") {
  const fs::path path = corpus("seed-query.cql");
  if (path.empty()) return;
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("seed.cql", slurp(path));
  lint::run({cql::parse(file, sources, report), sources}, report);
  report.sort(sources);
  std::string found;
  for (const auto& finding : report.findings())
    found += std::string(finding.def->code) + "@" +
             std::to_string(sources[file].position(finding.primary.span.begin).line) + " ";
  CHECK(found ==
        "CQL154@2 CQL246@2 CQL138@3 CQL154@3 CQL105@4 CQL233@4 CQL103@4 CQL154@6 CQL032@6 CQL154@7 CQL032@7 CQL032@8 "
        "CQL101@10 CQL108@11 CQL247@11 CQL102@12 ");
  driver::Workspace workspace = driver::load({path.string()});
  driver::CheckOptions options;
  options.fix = driver::FixLevel::review;
  const driver::Checked checked = driver::check(workspace, options);
  CHECK_FALSE(checked.report.hasErrors());
  REQUIRE(checked.changes.size() == 1);
  for (const char* kept : {"min(@timestamp, as=FirstSeen)", "in(RiskScore, values=[\"High\", \"Medium\"])",
                           "RiskScore := \"High\" | RiskScoreRank := 3"})
    CHECK(checked.changes.front().after.find(kept) != std::string::npos);
}
