// The examples of every rule are its tests.
#include <doctest/doctest.h>

#include <set>

#include "quarry/base/edit.h"
#include "quarry/cql/parse.h"
#include "quarry/lint/rule.h"

using namespace quarry;

namespace {

struct Linted {
  base::Sources sources;
  base::Report report;
  base::FileId file{};

  explicit Linted(std::string_view query) {
    file = sources.add("query.cql", std::string(query));
    const cql::Tree tree = cql::parse(file, sources, report);
    lint::run({tree, sources}, report);
  }
  std::string codes() const {
    std::string all;
    for (const auto& finding : report.findings()) all += std::string(finding.def->code) + " ";
    return all;
  }
};

}  // namespace

TEST_CASE("each bad example has its rule's finding alone, and none after the fix; each good one is silent") {
  REQUIRE_FALSE(lint::rules().empty());
  for (const lint::Rule* rule : lint::rules()) {
    REQUIRE_FALSE(rule->examples.empty());
    for (const lint::Example& example : rule->examples) {
      CAPTURE(rule->def.code);
      CAPTURE(example.bad);
      Linted bad(example.bad);
      CHECK(bad.codes() == std::string(rule->def.code) + " ");
      CHECK(Linted(example.good).codes() == "");
      if (rule->def.fix == base::FixKind::none || bad.report.size() != 1) continue;
      const auto& finding = bad.report.findings().front();
      REQUIRE_FALSE(finding.fixes.empty());
      const base::Applied fixed = base::applyFixes(example.bad, bad.file, {&finding.fixes.front()});
      CAPTURE(fixed.text);
      CHECK(fixed.fixes == 1);
      CHECK(Linted(fixed.text).codes() == "");
    }
  }
}

TEST_CASE("codes and names are unique") {
  std::set<std::string_view> seen;
  for (const lint::Rule* rule : lint::rules()) {
    CHECK(seen.insert(rule->def.code).second);
    CHECK(seen.insert(rule->def.name).second);
  }
}

TEST_CASE("an ignore comment silences its line or the next, and is reported when it silences nothing") {
  CHECK(Linted("#type=web\n// quarry: ignore[CQL101] wanted\n| where status=5").codes() == "");
  CHECK(Linted("#type=web\n| where status=5 // quarry: ignore[CQL101] wanted").codes() == "");
  CHECK(Linted("#type=web // quarry: ignore[CQL101]\n| where status=5").codes() == "CQL101 CQL099 ");
  CHECK(Linted("#type=web // quarry: ignore[CQL102, CQL103]").codes() == "CQL099 CQL099 ");
}
