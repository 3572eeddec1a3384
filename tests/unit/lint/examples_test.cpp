// The examples of every rule are its tests.
#include <doctest/doctest.h>

#include <set>

#include "quarry/base/edit.h"
#include "quarry/cql/parse.h"
#include "quarry/ir/passes.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/read.h"
#include "standing.h"

using namespace quarry;

namespace {

struct Linted {
  base::Sources sources;
  base::Report report;
  base::FileId file{};

  explicit Linted(std::string_view query, lint::Use use = lint::Use::unknown,
                  const lint::Installation* installation = nullptr) {
    file = sources.add("query.cql", std::string(query));
    const cql::Tree tree = cql::parse(file, sources, report);
    lint::Context context{tree, sources};
    context.use = use;
    context.installation = installation;
    lint::run(context, report);
  }
  // A rule file, as `check` looks at it.
  struct Documents {};
  Linted(std::string_view yaml, Documents) {
    file = sources.add("rule.yml", std::string(yaml));
    const auto documents = rule::read(file, sources, report);
    for (const rule::Document& document : documents)
      if (const auto* one = std::get_if<rule::Rule>(&document))
        if (auto plan = rule::lower(*one, sources, report)) {
          ir::normalise(*plan);
          ir::verify(*plan, report);
        }
    lint::run(file, documents, {}, sources, report);
    std::vector<const rule::Document*> all;
    for (const rule::Document& document : documents) all.push_back(&document);
    lint::run({all, sources}, report);
    report.sort(sources);
  }
  std::string codes() const {
    std::string all;
    for (const auto& finding : report.findings()) all += std::string(finding.def->code) + " ";
    return all;
  }
};

}  // namespace

TEST_CASE("each bad example has its rule's finding alone, and none after the fix, and each good one is silent") {
  REQUIRE_FALSE(lint::rules().empty());
  for (const lint::Rule* rule : lint::rules()) {
    REQUIRE_FALSE(rule->examples.empty());
    for (const lint::Example& example : rule->examples) {
      const bool isQuery = std::holds_alternative<lint::QueryCheck>(rule->check);
      const auto linted = [&](std::string_view text) {
        const lint::Installation* installation = example.installed ? &lint::exampleInstallation() : nullptr;
        return isQuery ? Linted(text, example.use, installation) : Linted(test::standing(text), Linted::Documents{});
      };
      CAPTURE(rule->def.code);
      CAPTURE(example.bad);
      Linted bad = linted(example.bad);
      CHECK(bad.codes() == std::string(rule->def.code) + " ");
      CHECK(linted(example.good).codes() == "");
      if (rule->def.fix == base::FixKind::none || bad.report.size() != 1) continue;
      const auto& finding = bad.report.findings().front();
      REQUIRE_FALSE(finding.fixes.empty());
      const std::string text(bad.sources[bad.file].text());
      const base::Applied fixed = base::applyFixes(text, bad.file, {&finding.fixes.front()});
      CAPTURE(fixed.text);
      CHECK(fixed.fixes == 1);
      CHECK(linted(fixed.text).codes() == "");
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

TEST_CASE("an ignore comment in a rule silences its line or the next, and is reported when it silences nothing") {
  const std::string bad = "detection:\n  call: {eventName: DeleteSnapshot}\n";
  const auto codes = [](const std::string& text) { return Linted(test::standing(text), Linted::Documents{}).codes(); };
  CHECK(codes(bad + "  other: {eventName: x}\n  condition: call\n") == "RULE200 ");
  CHECK(codes(bad + "  other: {eventName: x} # quarry: ignore[RULE200] later\n  condition: call\n") == "");
  CHECK(codes(bad +
              "  # quarry: ignore[RULE200] later\n  # of no matter\n  other: {eventName: x}\n  condition: call\n") ==
        "");
  CHECK(codes(bad + "  condition: call # quarry: ignore[RULE200, RULE222]\n") == "RULE199 RULE199 ");
  CHECK(codes(bad + "  condition: call\nlevel: 'x # quarry: ignore[RULE200]'\n") == "RULE023 ");
}
