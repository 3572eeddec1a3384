// Fixes of real queries, and of queries with mistakes put into them: none makes an error that was not there, and
// applied over and over they come to an end.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "corpus_files.h"
#include "plantings.h"
#include "quarry/base/edit.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/compile.h"
#include "quarry/lint/rule.h"

using namespace quarry;

namespace {

constexpr int kMostRounds = 10;  // as many as `--fix` makes

struct Linted {
  base::Sources sources;
  base::Report report;
  base::FileId file{};
  std::string text;

  explicit Linted(std::string query) : text(std::move(query)) {
    file = sources.add("query.cql", text);
    const cql::Tree tree = cql::parse(file, sources, report);
    lint::run({tree, sources}, report);
    report.sort(sources);
  }
  // The errors that a fix is to blame for. Where something was wrong already, a fix lets more of the query be read, and
  // what is found there then was there before: of such a query only mistakes of syntax count.
  std::size_t errors(bool wrongAlready) const {
    return static_cast<std::size_t>(
        std::count_if(report.findings().begin(), report.findings().end(), [&](const base::Diagnostic& finding) {
          return finding.severity == base::Severity::error &&
                 (!wrongAlready || finding.def->category == base::Category::syntax);
        }));
  }
  // The first fix of each finding, as `--fix` takes them.
  std::vector<const base::Fix*> fixes(base::Safety level) const {
    std::vector<const base::Fix*> all;
    for (const base::Diagnostic& finding : report.findings())
      for (const base::Fix& fix : finding.fixes)
        if (level == base::Safety::review || fix.safety == base::Safety::safe) {
          all.push_back(&fix);
          break;
        }
    return all;
  }
  std::string with(const std::vector<const base::Fix*>& fixes) const {
    return base::applyFixes(text, file, fixes).text;
  }
};

class Tally {
 public:
  void addQuery(const std::string& name, const std::string& text) {
    ++queries_;
    const Linted before(text);
    for (const base::Diagnostic& finding : before.report.findings())
      for (const base::Fix& fix : finding.fixes) alone(name, before, finding, fix);
    for (const base::Safety level : {base::Safety::safe, base::Safety::review}) together(name, before, level);
  }

  std::string summary() const {
    return fmt::format("{} queries, {} fixes, at most {} rounds", queries_, fixes_, rounds_);
  }
  std::size_t fixes() const { return fixes_; }

 private:
  void alone(const std::string& name, const Linted& before, const base::Diagnostic& finding, const base::Fix& fix) {
    ++fixes_;
    const Linted after(before.with({&fix}));
    const bool wrong = before.report.hasErrors();
    if (after.errors(wrong) <= before.errors(wrong)) return;
    FAIL_CHECK(name << ": the fix of " << finding.def->code << " (" << fix.title << ") makes an error\n" << after.text);
  }

  void together(const std::string& name, const Linted& before, base::Safety level) {
    std::string text = before.text;
    const bool wrong = before.report.hasErrors();
    for (int round = 0;; ++round) {
      const Linted now(text);
      CHECK_MESSAGE(now.errors(wrong) <= before.errors(wrong), name << ": fixes make an error\n" << text);
      const auto fixes = now.fixes(level);
      const std::string next = now.with(fixes);
      if (next == text) return;
      if (round == kMostRounds) {
        std::string codes;
        for (const auto& finding : now.report.findings())
          if (!finding.fixes.empty()) codes += std::string(finding.def->code) + " ";
        FAIL_CHECK(name << ": fixes do not come to an end: " << codes << "\n" << text);
        return;
      }
      rounds_ = std::max(rounds_, round + 1);
      text = next;
    }
  }

  std::size_t queries_ = 0, fixes_ = 0;
  int rounds_ = 0;
};

}  // namespace

TEST_CASE("fixes of mistakes put into generated queries make no error and come to an end") {
  driver::Workspace workspace = driver::load({QUARRY_ROOT "/detections"});
  driver::CompileOptions options;
  options.to = {schema::Platform::cql};
  Tally tally;
  for (const driver::CompiledRule& rule : driver::compileAll(workspace, options)) {
    const auto cql = rule.outputs.find("cql");
    if (cql == rule.outputs.end()) continue;
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add("query.cql", cql->second.query), sources, report);
    for (const test::Planting& planting : test::plantings(tree))
      tally.addQuery(rule.title + " with " + std::string(planting.kind), planting.text);
  }
  MESSAGE(tally.summary());
  CHECK(tally.fixes() > 500);
}

TEST_CASE("fixes of published queries make no error and come to an end") {
  const auto folder = test::corpus("cql");
  if (folder.empty()) return;
  Tally tally;
  for (const test::CorpusQuery& query : test::corpusQueries(folder))
    if (query.tier == "A" && query.kind == "cql") tally.addQuery(query.file, test::slurp(folder / query.file));
  MESSAGE(tally.summary());
  CHECK(tally.fixes() > 300);
}
