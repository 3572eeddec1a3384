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

// A few events that carry the fields which the query names, with its own words as values, so that filters let some pass.
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

}  // namespace

TEST_CASE("published queries run, or are refused with a code at a place") {
  const fs::path root = corpus("cql");
  if (root.empty()) return;
  std::size_t files = 0, parsed = 0, lowered = 0, ran = 0;
  std::map<std::string, std::size_t> refusals;
  for (const test::CorpusQuery& query : test::corpusQueries(root)) {
    if (query.tier != "A" || query.kind != "cql") continue;
    CAPTURE(query.file);
    ++files;
    base::Sources sources;
    base::Report report;
    const base::FileId file = sources.add(query.file, slurp(root / query.file));
    const cql::Tree tree = cql::parse(file, sources, report);
    if (report.hasErrors()) continue;
    ++parsed;
    cql::LowerOptions options;
    cql::walk(tree, [&](cql::NodeId node) {
      if (cql::tokenKindOf(tree, node) == cql::TokenKind::parameter)
        options.parameters.emplace(cql::parameterText(tree.tokenText(tree.nodes[node].first)).name, "*");
    });
    const auto plan = cql::lower(tree, options, report);
    if (!plan) {
      CHECK(report.hasErrors());
      for (const base::Diagnostic& finding : report.findings())
        if (finding.severity == base::Severity::error) ++refusals[fmt::format("{} {}", finding.def->code, finding.message)];
      continue;
    }
    ++lowered;
    engine::Context context{.sources = sources, .report = report};
    context.now = {1700000600000};
    engine::EventSource events = engine::EventSource::text("events", eventsFor(tree), sources, report);
    const std::size_t before = report.size();
    const engine::Outcome outcome = engine::runFlat(*plan, events, [](engine::FlatRow&&) { return true; }, context);
    CHECK((outcome.complete || report.hasErrorsSince(before)));
    if (outcome.complete)
      ++ran;
    else
      for (const base::Diagnostic& finding : report.findings())
        if (finding.severity == base::Severity::error) ++refusals[fmt::format("{} {}", finding.def->code, finding.message)];
  }
  std::multimap<std::size_t, std::string, std::greater<>> most;
  for (const auto& [what, count] : refusals) most.emplace(count, what);
  std::string list;
  for (const auto& [count, what] : most)
    if (count >= 3) list += fmt::format("\n  {:4} {}", count, what);
  MESSAGE(files << " queries, " << parsed << " parsed, " << lowered << " lowered, " << ran << " ran; refused most:" << list);
  CHECK(static_cast<double>(lowered) >= 0.85 * static_cast<double>(parsed));
}
