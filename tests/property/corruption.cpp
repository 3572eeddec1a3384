// Valid queries, damaged as people damage them: the mistake is reported, where it is, and once.
//
// A damage counts as found if a diagnostic of a severity of error and of the category syntax begins inside the
// innermost step that was damaged (see corruptions.h). Those that the grammar accepts all the same (a pipe between two
// filters left out) are not made. QUARRY_SHOW=KIND prints the damages of that kind that were missed or cost more than
// one message.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include "corpus_files.h"
#include "corruptions.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/compile.h"

using namespace quarry;

namespace {

// Of one query: a long one has thousands of places to damage.
constexpr std::size_t kMostOfOneQuery = 12;

struct Tally {
  std::size_t found = 0;
  std::vector<std::size_t> messages;  // of each damage

  std::size_t all() const { return messages.size(); }
  std::size_t withOneMessage() const {
    return static_cast<std::size_t>(std::count(messages.begin(), messages.end(), 1));
  }
  void add(const Tally& other) {
    found += other.found;
    messages.insert(messages.end(), other.messages.begin(), other.messages.end());
  }
};

class Damages {
 public:
  void addQuery(const std::string& text) {
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add("valid.cql", text), sources, report);
    if (report.size() != 0) return;
    ++queries_;
    std::vector<test::Corruption> all = test::corruptions(tree);
    std::shuffle(all.begin(), all.end(), random_);
    all.resize(std::min(all.size(), kMostOfOneQuery));
    for (const test::Corruption& corruption : all) addDamage(corruption);
  }

  std::size_t queries() const { return queries_; }
  Tally all() const {
    Tally all;
    for (const auto& [kind, tally] : tallies_) all.add(tally);
    std::sort(all.messages.begin(), all.messages.end());
    return all;
  }
  std::string table() const {
    std::string out;
    for (const auto& [kind, tally] : tallies_)
      out += fmt::format("\n  {:31} {:5} damages, {:5} found, {:5} with one message", kind, tally.all(), tally.found,
                         tally.withOneMessage());
    return out;
  }

 private:
  void addDamage(const test::Corruption& corruption) {
    base::Sources sources;
    base::Report report;
    cql::parse(sources.add("damaged.cql", corruption.text), sources, report);
    std::size_t messages = 0;
    bool found = false;
    std::string said;
    for (const base::Diagnostic& finding : report.findings()) {
      if (finding.def->severity != base::Severity::error || finding.def->category != base::Category::syntax) continue;
      ++messages;
      const std::uint32_t at = finding.primary.span.begin;
      found = found || (at >= corruption.begin && at <= corruption.end);
      said += fmt::format("\n  {} at {}: {}", finding.def->code, at, finding.message);
    }
    Tally& tally = tallies_[corruption.kind];
    tally.found += found ? 1 : 0;
    tally.messages.push_back(messages);
    const char* show = std::getenv("QUARRY_SHOW");
    if (show != nullptr && corruption.kind == show && (!found || messages != 1))
      MESSAGE(corruption.kind << " at " << corruption.begin << "-" << corruption.end << said << "\n"
                              << corruption.text);
  }

  std::map<std::string_view, Tally> tallies_;
  std::size_t queries_ = 0;
  std::mt19937 random_{20240517};
};

void check(const Damages& damages, std::size_t atLeast) {
  const Tally all = damages.all();
  MESSAGE(damages.queries() << " queries, " << all.all() << " damages, " << all.found << " found, "
                            << all.withOneMessage() << " with one message" << damages.table());
  REQUIRE(all.all() >= atLeast);
  CHECK(all.found * 100 >= all.all() * 99);
  CHECK(all.messages[all.all() / 2] == 1);
  CHECK(all.withOneMessage() * 100 >= all.all() * 98);
}

}  // namespace

TEST_CASE("a slip in a generated query is reported where it is, once") {
  driver::Workspace workspace =
      driver::load({QUARRY_ROOT "/detections", QUARRY_ROOT "/examples/rules", QUARRY_ROOT "/tests/property/rules"});
  driver::CompileOptions options;
  options.to = {schema::Platform::cql};
  Damages damages;
  for (const driver::CompiledRule& rule : driver::compileAll(workspace, options))
    if (const auto cql = rule.outputs.find("cql"); cql != rule.outputs.end()) damages.addQuery(cql->second.query);
  check(damages, 1000);
}

TEST_CASE("a slip in a published query is reported where it is, once") {
  const auto folder = test::corpus("cql");
  if (folder.empty()) return;
  Damages damages;
  for (const test::CorpusQuery& query : test::corpusQueries(folder))
    if (query.tier == "A" && query.kind == "cql") damages.addQuery(test::slurp(folder / query.file));
  check(damages, 10000);
}
