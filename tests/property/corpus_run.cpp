// Queries that practitioners published, run over made-up events: each is lowered or refused with a code at a place, and
// what is lowered runs to its end.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "corpus_files.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/cql/view.h"
#include "quarry/engine/flat.h"

using namespace quarry;
namespace fs = std::filesystem;
using test::corpus;
using test::slurp;

namespace {

// A few events that carry the fields which the query names, with its own words as values, so that filters let some
// pass.
std::string eventsFor(const cql::Tree& tree) {
  std::set<std::string> fields;
  std::vector<std::string> values = {"7", "10.0.0.7", "alice", "C:\\Windows\\cmd.exe"};
  cql::walk(tree, [&](cql::NodeId node) {
    const cql::NodeKind kind = cql::kindOf(tree, node);
    if (kind == cql::NodeKind::field) fields.insert(cql::textOf(tree, node));
    if (kind != cql::NodeKind::value && kind != cql::NodeKind::literal) return;
    std::string text = cql::textOf(tree, node);
    if (cql::tokenKindOf(tree, node) != cql::TokenKind::regex && text.size() < 200) values.push_back(std::move(text));
  });
  std::string out;
  for (std::size_t i = 0; i < 12; ++i) {
    engine::Object event = {{"@timestamp", engine::Value(1700000000000.0 + 60000.0 * static_cast<double>(i))}};
    std::size_t n = i;
    for (const std::string& field : fields)
      if (!field.empty() && (i + n) % 5 != 0)
        event.emplace_back(field, engine::Value(values[(n++ * 7 + i) % values.size()]));
    out += engine::toJson(engine::Value(event)) + "\n";
  }
  return out;
}

// What a query is given besides its events.
struct Surroundings {
  bool stubs = false;  // saved queries that let everything through, and a table under every name it asks for
};

struct Attempt {
  bool lowered = false, ran = false;
  std::vector<std::string> refusals;  // code and message
};

// A table whose columns are the query's own words, so that some rows are found.
engine::Table tableFor(const cql::Tree& tree) {
  std::set<std::string> columns = {"ip", "indicator", "hostname", "country", "asn", "org"};
  cql::walk(tree, [&](cql::NodeId node) {
    const cql::NodeKind kind = cql::kindOf(tree, node);
    if (kind == cql::NodeKind::field || kind == cql::NodeKind::literal) columns.insert(cql::textOf(tree, node));
  });
  engine::Table table;
  table.columns.assign(columns.begin(), columns.end());
  for (const char* value : {"7", "10.0.0.7", "alice"}) table.rows.emplace_back(columns.size(), engine::Value(value));
  return table;
}

Attempt attempt(const std::string& name, const std::string& text, const Surroundings& given) {
  Attempt made;
  base::Sources sources;
  base::Report report;
  const cql::Tree tree = cql::parse(sources.add(name, text), sources, report);
  const cql::Tree passing = cql::parse(sources.add("saved.cql", "*"), sources, report);
  const std::size_t before = report.size();
  cql::LowerOptions options;
  if (given.stubs) options.savedQuery = [&](std::string_view) { return &passing; };
  cql::walk(tree, [&](cql::NodeId node) {
    if (cql::tokenKindOf(tree, node) != cql::TokenKind::parameter) return;
    // A value that is good as a text, a number and a pattern.
    const cql::ParameterText parameter = cql::parameterText(tree.tokenText(tree.nodes[node].first));
    if (!parameter.fallback) options.parameters.emplace(parameter.name, "7");
  });
  const auto plan = cql::lower(tree, options, report);
  if (plan) {
    made.lowered = true;
    engine::Context context{.sources = sources, .report = report};
    context.now = {1700000600000};
    if (given.stubs) {
      const engine::Table table = tableFor(tree);
      cql::walk(tree, [&](cql::NodeId node) {
        if (cql::tokenKindOf(tree, node) == cql::TokenKind::string ||
            cql::kindOf(tree, node) == cql::NodeKind::literal || cql::kindOf(tree, node) == cql::NodeKind::field)
          context.lookups.emplace(cql::textOf(tree, node), table);
      });
      for (const char* function : {"ipLocation", "asn", "ioc:lookup", "rdns", "reverseDns"})
        context.lookups.insert_or_assign(function, table);
    }
    engine::EventSource events = engine::EventSource::text("events", eventsFor(tree), sources, report);
    const engine::Outcome outcome = engine::runFlat(
        *plan, events, [](engine::FlatRow&&) { return true; }, context);
    made.ran = outcome.complete && !report.hasErrorsSince(before);
  }
  for (const base::Diagnostic& finding : report.findings())
    if (finding.severity == base::Severity::error)
      made.refusals.push_back(fmt::format("{} {}", finding.def->code, finding.message));
  return made;
}

}  // namespace

TEST_CASE("published queries run, or are refused with a code at a place") {
  const fs::path root = corpus("cql");
  if (root.empty()) return;
  std::size_t files = 0, parsed = 0, lowered = 0, alone = 0, ran = 0;
  std::map<std::string, std::size_t> refusals;
  const char* list = std::getenv("QUARRY_RUN_LIST");  // NOLINT(concurrency-mt-unsafe): one thread
  std::ofstream out(list == nullptr ? "/dev/null" : list);
  for (const test::CorpusQuery& query : test::corpusQueries(root)) {
    if (query.tier != "A" || query.kind != "cql") continue;
    CAPTURE(query.file);
    ++files;
    const std::string text = slurp(root / query.file);
    {
      base::Sources sources;
      base::Report report;
      cql::parse(sources.add(query.file, text), sources, report);
      if (report.hasErrors()) continue;
    }
    ++parsed;
    const Attempt bare = attempt(query.file, text, {});
    CHECK((bare.ran || !bare.refusals.empty()));
    if (bare.lowered) ++lowered;
    if (bare.ran) ++alone;
    const Attempt helped = bare.ran ? bare : attempt(query.file, text, {true});
    CHECK((helped.ran || !helped.refusals.empty()));
    if (helped.ran) ++ran;
    const std::set<std::string> different(helped.refusals.begin(), helped.refusals.end());
    for (const std::string& refusal : different) {
      ++refusals[refusal];
      out << query.file << '\t' << refusal << '\n';
    }
  }
  std::multimap<std::size_t, std::string, std::greater<>> most;
  for (const auto& [what, count] : refusals) most.emplace(count, what);
  std::string text;
  for (const auto& [count, what] : most)
    if (count >= 3) text += fmt::format("\n  {:4} {}", count, what);
  MESSAGE(files << " queries, " << parsed << " parsed, " << lowered << " lowered and " << alone
                << " ran by themselves, " << ran
                << " with stubs of the saved queries and tables that they call; refused even then:" << text);
  CHECK(static_cast<double>(ran) >= 0.92 * static_cast<double>(parsed));
}
