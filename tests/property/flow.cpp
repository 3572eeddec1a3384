// Field flow over real inputs: its findings in published queries, and the fields that it says a query ends with against
// rows that the language's documentation prints.
#include <doctest/doctest.h>
#include <algorithm>

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "corpus_files.h"
#include "quarry/cql/flow.h"
#include "quarry/cql/parse.h"

using namespace quarry;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Fields that any event has, or that the service adds; rows in print leave them out.
bool isOwn(std::string_view name) { return name.starts_with('@') || name.starts_with('#'); }

std::vector<std::string> inputFields(const Json& input) {
  std::set<std::string> names = {"@timestamp", "@rawstring", "@id", "@ingesttimestamp", "@timezone", "#repo", "#type"};
  for (const Json& event : input)
    for (const auto& [name, value] : event.items()) names.insert(name);
  return {names.begin(), names.end()};
}

// The columns that some expected row has a value in.
std::set<std::string> filledColumns(const Json& expect) {
  std::set<std::string> names;
  if (!expect.contains("rows")) return names;
  for (const Json& row : expect["rows"])
    for (const auto& [name, value] : row.items())
      if (!value.is_null()) names.insert(name);
  return names;
}

// Cases whose rows leave out a field that is there: an average over no number, a regression without a row, a printed
// table without its key.
const std::set<std::string> kIncomplete = {"ex-stats-2", "linreg-const", "ex-tokenhash-group-similar-logs"};

}  // namespace

TEST_CASE("lost fields in published queries are those that were read") {
  const fs::path root = test::corpus("cql");
  if (root.empty()) return;
  const auto reasons = test::findingsManifest(QUARRY_ROOT "/tests/property/flow_findings.tsv");
  std::map<std::string, std::string> found;
  std::size_t files = 0;
  for (const test::CorpusQuery& query : test::corpusQueries(root)) {
    if (query.tier != "A" || query.kind != "cql") continue;
    ++files;
    const std::string text = test::slurp(root / query.file);
    base::Sources sources;
    base::Report syntax, report;
    const cql::Tree tree = cql::parse(sources.add(query.file, text), sources, syntax);
    cql::check(cql::flow(tree), report);
    for (const base::Diagnostic& d : report.findings()) {
      const auto line = sources[d.primary.span.file].position(d.primary.span.begin).line;
      std::string& at = found[fmt::format("{}\t{}\t{}", test::contentHash(text), d.def->code, line)];
      at += query.file + ": " + d.message + "; ";
    }
  }
  for (const auto& one : found) CHECK_MESSAGE(reasons.contains(one.first), one.first << ": " << one.second);
  for (const auto& one : reasons) CHECK_MESSAGE(found.contains(one.first), "no longer found: " << one.first);
  MESSAGE(found.size() << " places in " << files << " queries");
  CHECK(files > 2000);
}

TEST_CASE("the columns of printed results are alive at the end, and no others are") {
  const fs::path path = test::corpus("cql-conformance/cases-open.jsonl");
  if (path.empty()) return;
  std::ifstream in(path);
  std::size_t cases = 0, closed = 0, exact = 0;
  for (std::string line; std::getline(in, line);) {
    const Json one = Json::parse(line);
    const std::string id = one["id"];
    CAPTURE(id);
    base::Sources sources;
    base::Report report;
    const cql::Tree tree = cql::parse(sources.add("q.cql", one["query"].get<std::string>()), sources, report);
    const Json& expect = one["expect"];
    const std::set<std::string> filled = filledColumns(expect);
    ++cases;

    // Knowing nothing of the events: nothing is said to be lost, and every column is there.
    const cql::Flow open = cql::flow(tree);
    base::Report findings;
    cql::check(open, findings);
    for (const base::Diagnostic& finding : findings.findings()) FAIL_CHECK(id << ": " << finding.message);
    for (const std::string& column : filled) {
      CAPTURE(column);
      CHECK(open.presence(open.end, column) != cql::Presence::gone);
    }

    // Knowing the fields of the input: what is alive then is what the rows show.
    const cql::Flow known = cql::flow(tree, {inputFields(one["input"])});
    for (const std::string& column : filled) {
      CAPTURE(column);
      CHECK(known.presence(known.end, column) != cql::Presence::gone);
    }
    if (known.end.open) continue;
    ++closed;
    if (expect["kind"] != "exact" || expect["columns"].empty() || kIncomplete.contains(id)) continue;
    ++exact;
    const std::set<std::string> columns = expect["columns"];
    for (const cql::Flow::Field& field : known.fields(known.end)) {
      const std::string name(field.name);
      CAPTURE(name);
      const bool guessed = known.definitions[field.definition].kind == cql::Definition::Kind::unknown;
      if (isOwn(name) || guessed) continue;
      const std::size_t star = name.find('*');  // a family: `row[*` is row[1], row[2] and so on
      CHECK(std::any_of(columns.begin(), columns.end(), [&](const std::string& column) {
        return star == std::string::npos ? column == name : column.starts_with(name.substr(0, star));
      }));
    }
  }
  MESSAGE(cases << " cases; " << closed << " end with a closed set, " << exact << " of them with an exact result");
  CHECK(cases > 500);
  CHECK(closed > 450);
  CHECK(exact > 100);
}
