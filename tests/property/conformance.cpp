// The manual's own examples: queries with their input and the rows that come out. They run when QUARRY_CORPUS names the
// folder. What comes out otherwise than the page says is named, with the reason, in conformance_known.txt.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "corpus_files.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/engine/flat.h"

using namespace quarry;
namespace fs = std::filesystem;
using engine::Object;
using engine::Value;
using test::corpus;

namespace {

using Row = std::map<std::string, std::string>;

Value member(const Value& value, std::string_view name) {
  if (const Object* object = value.object())
    for (const auto& [key, inner] : *object)
      if (key == name) return inner;
  return {};
}
const engine::List& listOf(const Value& value) {
  static const engine::List none;
  return value.list() == nullptr ? none : *value.list();
}
std::string plainText(const Value& value) { return engine::textOf(value).value_or(std::string()); }

struct Outcome {
  std::vector<Row> rows;
  bool refused = false;
  std::string why;
};

Outcome runCase(const Value& one) {
  Outcome outcome;
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("case.cql", plainText(member(one, "query")));
  const cql::Tree tree = cql::parse(file, sources, report);
  const auto refuse = [&] {
    outcome.refused = true;
    for (const base::Diagnostic& finding : report.findings())
      if (finding.severity == base::Severity::error)
        outcome.why = std::string(finding.def->code) + " " + finding.message;
    return outcome;
  };
  if (report.hasErrors()) return refuse();
  cql::LowerOptions options;
  if (const Object* params = member(one, "params").object())
    for (const auto& [name, value] : *params) {
      std::string& text = options.parameters[name] = plainText(value);
      for (const Value& each : listOf(value)) text += (text.empty() ? "" : "\n") + plainText(each);
    }
  const auto plan = cql::lower(tree, options, report);
  if (!plan) return refuse();
  engine::Context context{.sources = sources, .report = report};
  const Value time = member(one, "time");
  const auto instant = [&](std::string_view name) -> std::optional<engine::Instant> {
    const auto number = engine::numberOf(member(time, name));
    return number ? std::optional(engine::Instant{static_cast<std::int64_t>(*number)}) : std::nullopt;
  };
  context.start = instant("start");
  context.end = instant("end");
  context.now = instant("now").value_or(context.end.value_or(engine::Instant{1800000000000}));
  if (const Object* lookups = member(one, "lookups").object())
    for (const auto& [name, rows] : *lookups) {
      engine::Table table;
      for (const Value& row : listOf(rows))
        for (const auto& [column, value] : *row.object())
          if (std::find(table.columns.begin(), table.columns.end(), column) == table.columns.end())
            table.columns.push_back(column);
      for (const Value& row : listOf(rows)) {
        table.rows.emplace_back();
        for (const std::string& column : table.columns) table.rows.back().push_back(member(row, column));
      }
      context.lookups[name] = std::move(table);
    }
  std::vector<fs::path> written;
  if (const Object* views = member(one, "views").object())
    for (const auto& [name, events] : *views) {
      const fs::path path =
          fs::temp_directory_path() / fmt::format("quarry_view_{}_{}.json", name, std::rand());  // NOLINT
      std::ofstream(path) << engine::toJson(events);
      written.push_back(path);
      context.views[name] = {path.string()};
    }
  engine::EventSource events =
      engine::EventSource::text("input", engine::toJson(member(one, "input")), sources, report);
  const std::size_t before = report.size();
  const engine::Outcome ran = engine::runFlat(
      *plan, events,
      [&](engine::FlatRow&& row) {
        outcome.rows.emplace_back(row.fields.begin(), row.fields.end());
        return true;
      },
      context);
  for (const fs::path& path : written) fs::remove(path);
  if (report.hasErrorsSince(before) || !ran.complete) return refuse();
  return outcome;
}

bool sameText(const std::string& got, const std::string& wanted, double tolerance, bool literal) {
  if (got == wanted) return true;
  if (literal) return false;
  const auto x = engine::parseNumber(got), y = engine::parseNumber(wanted);
  if (!x || !y) return false;
  return std::fabs(*x - *y) <= std::max(tolerance * std::fabs(*y), 1e-9);
}

struct Expectation {
  std::string kind;
  std::vector<std::string> columns;
  std::set<std::string> literal, absent;
  double tolerance = 1e-9;
  bool ordered = false;

  bool same(const Row& got, const Value& wanted, bool ownKeys) const {
    std::vector<std::string> names = columns;
    if (ownKeys) {
      names.clear();
      for (const auto& [key, value] : *wanted.object()) names.push_back(key);
    }
    for (const std::string& name : names) {
      const Value value = member(wanted, name);
      const auto found = got.find(name);
      if (value.isMissing() || value.isNull()) {
        if (found != got.end()) return false;
      } else if (found == got.end() || !sameText(found->second, plainText(value), tolerance, literal.contains(name))) {
        return false;
      }
    }
    if (kind != "exact") return true;
    return std::all_of(got.begin(), got.end(), [&](const auto& field) {
      return field.first.starts_with('@') || field.first.starts_with('#') ||
             std::find(columns.begin(), columns.end(), field.first) != columns.end();
    });
  }

  bool holds(const std::vector<Row>& got, const engine::List& wanted) const {
    if (kind != "subset" && got.size() != wanted.size()) return false;
    if (ordered && kind != "subset") {
      for (std::size_t i = 0; i < got.size(); ++i)
        if (!same(got[i], wanted[i], false)) return false;
      return true;
    }
    std::vector<bool> used(got.size());
    for (const Value& row : wanted) {
      bool found = false;
      for (std::size_t i = 0; i < got.size() && !found; ++i)
        if (!used[i] && same(got[i], row, kind == "subset")) found = used[i] = true;
      if (!found) return false;
    }
    return true;
  }
};

bool isRight(const Value& one, const std::vector<Row>& rows) {
  const Value expect = member(one, "expect");
  Expectation wanted;
  wanted.kind = plainText(member(expect, "kind"));
  for (const Value& column : listOf(member(expect, "columns"))) wanted.columns.push_back(plainText(column));
  for (const Value& column : listOf(member(expect, "literal"))) wanted.literal.insert(plainText(column));
  wanted.tolerance = engine::numberOf(member(expect, "tol")).value_or(1e-9);
  wanted.ordered = member(expect, "ordered").flag() != nullptr && *member(expect, "ordered").flag();
  for (const Value& name : listOf(member(expect, "absent")))
    for (const Row& row : rows)
      if (row.contains(plainText(name))) return false;
  if (const auto count = engine::numberOf(member(expect, "row_count"));
      count && rows.size() != static_cast<std::size_t>(*count))
    return false;
  const engine::List& expected = listOf(member(expect, "rows"));
  if (wanted.kind == "count") return rows.size() == expected.size();
  if (wanted.holds(rows, expected)) return true;
  for (const Value& alternative : listOf(member(expect, "alt")))
    if (wanted.holds(rows, listOf(alternative))) return true;
  return false;
}

// Id and reason of each case that is known to come out otherwise.
std::map<std::string, std::string> known() {
  std::map<std::string, std::string> out;
  std::ifstream in(std::string(QUARRY_ROOT) + "/tests/property/conformance_known.txt");
  for (std::string line; std::getline(in, line);) {
    const std::size_t blank = line.find(' ');
    if (!line.empty() && line[0] != '#' && blank != std::string::npos)
      out[line.substr(0, blank)] = line.substr(blank + 1);
  }
  return out;
}

}  // namespace

TEST_CASE("the manual's examples give the rows that the manual shows") {
  const fs::path root = corpus("cql-conformance");
  if (root.empty()) return;
  std::ifstream in(root / "cases-open.jsonl");
  std::size_t total = 0, right = 0, wrong = 0, refused = 0;
  const auto explained = known();
  const char* list = std::getenv("QUARRY_CONFORMANCE_LIST");  // NOLINT(concurrency-mt-unsafe): one thread
  std::ofstream out(list == nullptr ? "/dev/null" : list);
  for (std::string line; std::getline(in, line);) {
    const auto one = engine::parseJson(line);
    REQUIRE(one);
    const std::string id = plainText(member(*one, "id"));
    CAPTURE(id);
    ++total;
    const Outcome outcome = runCase(*one);
    if (outcome.refused) {
      ++refused;
      out << "REFUSED " << id << ' ' << outcome.why << '\n';
      CHECK(!outcome.why.empty());
    } else if (isRight(*one, outcome.rows)) {
      ++right;
    } else {
      ++wrong;
      out << "WRONG " << id << '\n';
      for (const Row& row : outcome.rows) {
        out << "    {";
        for (const auto& [name, value] : row) out << name << "=" << value << "; ";
        out << "}\n";
      }
      CHECK(explained.contains(id));
    }
  }
  MESSAGE(total << " cases: " << right << " right, " << wrong << " otherwise, " << refused << " refused with a code");
  CHECK(static_cast<double>(right) >= 0.95 * static_cast<double>(total));
  CHECK(static_cast<double>(wrong) <= 0.02 * static_cast<double>(total));
}

TEST_CASE("what the manual says is an error is refused, and its correction is not") {
  const fs::path root = corpus("cql-conformance");
  if (root.empty()) return;
  std::ifstream in(root / "cases-error.jsonl");
  std::size_t total = 0;
  for (std::string line; std::getline(in, line);) {
    auto one = engine::parseJson(line);
    REQUIRE(one);
    CAPTURE(plainText(member(*one, "id")));
    ++total;
    CHECK(runCase(*one).refused);
    const Value accepted = member(*one, "accepted_variant");
    if (accepted.isMissing()) continue;
    const Value variant(Object{{"query", accepted}, {"input", member(*one, "input")}});
    const Outcome outcome = runCase(variant);
    CAPTURE(outcome.why);
    // A correction may use a function that is not run offline, and has to say so.
    CHECK((!outcome.refused || outcome.why.starts_with("CQL300")));
  }
  MESSAGE(total << " queries refused");
}
