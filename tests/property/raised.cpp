// Queries raised to the terms of rules: their columns are those that field flow sees, and their rows those of the query
// itself, run by the other half of the engine.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
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
    for (const auto& [name, type] : fields.columns) names.insert(name == ir::kTimeField ? "@timestamp" : name);
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
        "groupBy(a) | drop(_count)", "a=1 | case { b=2 | c := 3; * | c := 4 } | groupBy(c)", "fieldset([a])",
        "groupBy(a, function=percentile(b, percentiles=[50, 99], as=p))"})
    look(query);
  CHECK(raised == 12);
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
