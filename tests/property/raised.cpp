// Queries raised to the terms of rules: their columns are those that field flow sees, and their rows those of the query
// itself, run by the other half of the engine.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "corpus_files.h"
#include "quarry/cql/flow.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/cql/raise.h"
#include "quarry/engine/flat.h"
#include "quarry/engine/run.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/passes.h"

using namespace quarry;
namespace fs = std::filesystem;

namespace {

// Every field is called in rules as in the query.
cql::Vocabulary ownWords() {
  cql::Vocabulary words;
  words.field = [](std::string_view name) { return std::optional(std::string(name)); };
  words.value = [](std::string_view, const base::Origin&) { return std::optional<ir::Val>(); };
  words.test = [](ir::Test test, const base::Origin& origin) {
    return std::variant<ir::Pred, std::string>(ir::Pred{std::move(test), origin});
  };
  return words;
}

struct Raised {
  base::Sources sources;
  base::Report report;
  cql::Tree tree;
  std::optional<ir::Plan> lowered, raised;

  explicit Raised(const std::string& query) {
    tree = cql::parse(sources.add("q.cql", query), sources, report);
    if (report.hasErrors()) return;
    lowered = cql::lower(tree, {}, report);
    if (!lowered) return;
    base::Report refusals;
    raised = cql::raise(*lowered, ownWords(), refusals);
  }

  // The columns after the last step; none if events come through.
  std::optional<std::set<std::string>> columns() const {
    ir::FieldSet fields = ir::initialFields();
    for (const ir::Step& step : raised->steps) fields = ir::after(fields, step);
    if (fields.open) return std::nullopt;
    std::set<std::string> names;
    fields.columns.visit(
        [&](const std::string& name, const ir::Type&) { names.insert(name == ir::kTimeField ? "@timestamp" : name); });
    return names;
  }
};

void checkColumns(const Raised& one, std::size_t& compared) {
  const auto columns = one.columns();
  const cql::Flow flow = cql::flow(one.tree);
  CHECK(columns.has_value() == !flow.end.open);
  if (!columns || flow.end.open) return;
  ++compared;
  std::set<std::string> alive;
  for (const cql::Flow::Field& field : flow.fields(flow.end)) alive.insert(std::string(field.name));
  CHECK(fmt::format("{}", fmt::join(*columns, ",")) == fmt::format("{}", fmt::join(alive, ",")));
}

}  // namespace

TEST_CASE("raised queries end with the columns that field flow sees") {
  std::size_t compared = 0, raised = 0;
  const auto look = [&](const std::string& query) {
    CAPTURE(query);
    const Raised one(query);
    if (!one.raised) return;
    ++raised;
    checkColumns(one, compared);
  };
  for (const char* query :
       {"groupBy(a)", "groupBy([a, b], function=[sum(c), count(d, as=n), collect([e, f])])", "select([a, b]) | c := a",
        "top(a, limit=3)", "count()", "stats([min(a), max(a, as=m)])", "table([a, b])", "groupBy(a) | rename(a, as=b)",
        "groupBy(a) | drop(_count)", "a=1 | case { b=2 | c := 3; * | c := 4 } | groupBy(c)",
        "groupBy(a, function=percentile(b, percentiles=[50, 99], as=p))"})
    look(query);
  CHECK(raised == 11);
  const fs::path conformance = test::corpus("cql-conformance/cases-open.jsonl");
  if (!conformance.empty()) {
    std::ifstream in(conformance);
    for (std::string line; std::getline(in, line);) {
      const auto one = engine::parseJson(line);
      for (const auto& [key, value] : *one->object())
        if (key == "query") look(*value.text());
    }
  }
  const fs::path root = test::corpus("cql");
  if (!root.empty())
    for (const test::CorpusQuery& query : test::corpusQueries(root))
      if (query.tier == "A" && query.kind == "cql") look(test::slurp(root / query.file));
  MESSAGE(raised << " queries raised, " << compared << " of them with a closed set");
}

namespace {

using Row = std::map<std::string, std::string>;

// A value as text that is the same in both halves of the engine: numbers by value, lists in any order.
std::string plain(const std::string& text) {
  if (const auto number = engine::parseNumber(text)) return fmt::format("{:.9g}", *number);
  if (text.find('\n') == std::string::npos) return text;
  std::set<std::string> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.insert(plain(text.substr(at, end - at)));
    at = end + 1;
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::string plain(const engine::Value& value) {
  if (const auto* instant = std::get_if<engine::Instant>(&value.node()))
    return plain(std::to_string(instant->milliseconds));
  if (const engine::List* list = value.list()) {
    std::set<std::string> lines;
    for (const engine::Value& one : *list) lines.insert(plain(one));
    return fmt::format("{}", fmt::join(lines, "\n"));
  }
  return plain(engine::textOf(value).value_or(engine::toJson(value)));
}

engine::Context contextOf(base::Sources& sources, base::Report& report) {
  engine::Context context{.sources = sources, .report = report};
  context.now = {1800000000000};
  return context;
}

// Events that both read alike: members of no depth, none of them an element of an array by its name.
bool isPlain(const std::string& input) {
  const auto events = engine::parseJson(input);
  if (!events || events->list() == nullptr) return false;
  for (const engine::Value& event : *events->list()) {
    if (event.object() == nullptr) return false;
    for (const auto& [name, value] : *event.object())
      if (value.list() != nullptr || value.object() != nullptr || name.find_first_of("[.") != std::string::npos)
        return false;
  }
  return true;
}

std::multiset<std::string> printed(const std::vector<Row>& rows) {
  std::multiset<std::string> out;
  for (const Row& row : rows) {
    std::string line;
    for (const auto& [name, value] : row)
      if (!value.empty() && value != "-") line += fmt::format("{}={}; ", name, value);
    out.insert(std::move(line));
  }
  return out;
}

}  // namespace

TEST_CASE("raised queries give the rows that the queries give") {
  const fs::path path = test::corpus("cql-conformance/cases-open.jsonl");
  if (path.empty()) return;
  std::ifstream in(path);
  std::size_t compared = 0;
  for (std::string line; std::getline(in, line);) {
    const auto one = engine::parseJson(line);
    std::string id, query, input;
    bool interval = false;
    for (const auto& [key, value] : *one->object()) {
      if (key == "id") id = *value.text();
      if (key == "query") query = *value.text();
      if (key == "input") input = engine::toJson(value);
      interval = interval || (key == "time" && !value.isNull());
    }
    if (interval || !isPlain(input)) continue;
    CAPTURE(id);
    CAPTURE(query);
    Raised raised(query);
    if (!raised.raised) continue;
    std::vector<Row> flat, typed;
    base::Report report;
    engine::Context context = contextOf(raised.sources, report);
    auto events = engine::EventSource::text("input", input, raised.sources, report);
    engine::runFlat(
        *raised.lowered, events,
        [&](engine::FlatRow&& row) {
          Row& made = flat.emplace_back();
          for (const auto& [name, value] : row.fields)
            if (!name.starts_with('@')) made[name] = plain(value);
          return true;
        },
        context);
    ir::Plan plan = *raised.raised;
    plan.source = ir::Scan{};
    ir::normalise(plan);
    auto again = engine::EventSource::text("input", input, raised.sources, report);
    engine::run(
        plan, again,
        [&](const engine::ResultRow& row) {
          Row& made = typed.emplace_back();
          for (const auto& [name, value] : row.object())
            if (value.isPresent() && !name.starts_with('@')) made[name] = plain(value);
          return true;
        },
        context);
    // What the service shows at most of events is no part of a query's meaning.
    constexpr std::size_t kShown = 200;
    if (flat.size() == kShown && typed.size() > kShown) continue;
    ++compared;
    CHECK(fmt::format("{}", fmt::join(printed(typed), "\n")) == fmt::format("{}", fmt::join(printed(flat), "\n")));
  }
  MESSAGE(compared << " queries give the same rows when raised");
}
