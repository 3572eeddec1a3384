// Mistakes put into queries that lint without one: each is reported with its code, where it stands.
//
// QUARRY_SHOW=KIND prints the plantings of that kind that were missed.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "corpus_files.h"
#include "plantings.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/compile.h"
#include "quarry/lint/rule.h"

using namespace quarry;

namespace {

struct Tally {
  std::size_t planted = 0, found = 0;
};

class Garden {
 public:
  void addQuery(const std::string& text) {
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add("clean.cql", text), sources, report);
    lint::run({tree, sources}, report);
    if (report.hasErrors()) return;
    ++queries_;
    for (const test::Planting& planting : test::plantings(tree)) {
      // A query that has this mistake already may hide the one that is put in.
      const bool silent = std::none_of(report.findings().begin(), report.findings().end(),
                                       [&](const auto& finding) { return finding.def->code == planting.code; });
      if (silent) plant(planting);
    }
  }

  std::size_t queries() const { return queries_; }
  const std::map<std::string_view, Tally>& tallies() const { return tallies_; }
  std::string table() const {
    std::string out;
    for (const auto& [kind, tally] : tallies_)
      out += fmt::format("\n  {:36} {:5} planted, {:5} found", kind, tally.planted, tally.found);
    return out;
  }

 private:
  void plant(const test::Planting& planting) {
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add("planted.cql", planting.text), sources, report);
    lint::run({tree, sources}, report);
    bool found = false;
    std::string said;
    for (const base::Diagnostic& finding : report.findings()) {
      const base::Span at = finding.primary.span;
      found = found || (finding.def->code == planting.code && at.begin <= planting.end && at.end >= planting.begin);
      said += fmt::format("\n  {} at {}-{}: {}", finding.def->code, at.begin, at.end, finding.message);
    }
    Tally& tally = tallies_[planting.kind];
    ++tally.planted;
    tally.found += found ? 1 : 0;
    const char* show = std::getenv("QUARRY_SHOW");
    if (show != nullptr && planting.kind == show && !found)
      MESSAGE(planting.code << " at " << planting.begin << "-" << planting.end << said << "\n" << planting.text);
  }

  std::map<std::string_view, Tally> tallies_;
  std::size_t queries_ = 0;
};

void check(const Garden& garden, std::size_t kinds, std::size_t atLeast) {
  std::size_t planted = 0, found = 0;
  for (const auto& ofKind : garden.tallies()) {
    const Tally& tally = ofKind.second;
    planted += tally.planted;
    found += tally.found;
    CAPTURE(ofKind.first);
    CHECK(tally.found * 100 >= tally.planted * 80);
  }
  MESSAGE(garden.queries() << " queries, " << garden.tallies().size() << " kinds, " << planted << " planted, " << found
                           << " found" << garden.table());
  CHECK(garden.tallies().size() >= kinds);
  REQUIRE(planted >= atLeast);
  CHECK(found * 100 >= planted * 97);
}

}  // namespace

TEST_CASE("a mistake put into a generated query is reported where it is") {
  driver::Workspace workspace =
      driver::load({QUARRY_ROOT "/detections", QUARRY_ROOT "/examples/rules", QUARRY_ROOT "/tests/property/rules"});
  driver::CompileOptions options;
  options.to = {schema::Platform::cql};
  Garden garden;
  for (const driver::CompiledRule& rule : driver::compileAll(workspace, options))
    if (const auto cql = rule.outputs.find("cql"); cql != rule.outputs.end()) garden.addQuery(cql->second.query);
  check(garden, 80, 5000);
}

TEST_CASE("a mistake put into a published query is reported where it is") {
  const auto folder = test::corpus("cql");
  if (folder.empty()) return;
  Garden garden;
  for (const test::CorpusQuery& query : test::corpusQueries(folder))
    if (query.tier == "A" && query.kind == "cql") garden.addQuery(test::slurp(folder / query.file));
  check(garden, 80, 50000);
}
