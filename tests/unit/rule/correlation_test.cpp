// Correlations: every type, every part, and what is wrong with them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support.h"

using namespace quarry;
using test::Run;

namespace {

std::string correlation(const std::string& parts) {
  return "title: C\ncorrelation:\n  rules: [a, b]\n  timespan: 15m\n" + parts;
}
const rule::Correlation& only(const Run& run) {
  REQUIRE(run.documents.size() == 1);
  CHECK(!run.report.hasErrors());
  REQUIRE(std::holds_alternative<rule::Correlation>(run.documents[0]));
  return std::get<rule::Correlation>(run.documents[0]);
}

}  // namespace

TEST_CASE("every type of correlation is read") {
  using Type = rule::Correlation::Type;
  const std::tuple<std::string, std::string, Type> types[] = {
      {"event_count", "{gte: 10}", Type::eventCount},
      {"value_count", "{gte: 10, field: user}", Type::valueCount},
      {"value_sum", "{gte: 10, field: bytes}", Type::valueSum},
      {"value_avg", "{lt: 0.5, field: bytes}", Type::valueAverage},
      {"value_percentile", "{gte: 10, field: bytes, percentile: 99}", Type::valuePercentile},
      {"value_median", "{gte: 10, field: bytes}", Type::valueMedian},
      {"temporal", "{gte: 2}", Type::temporal},
      {"temporal_ordered", "a and b", Type::temporalOrdered}};
  for (const auto& [name, condition, type] : types) {
    const std::string parts = fmt::format("  type: {}\n  condition: {}\n", name, condition);
    CAPTURE(parts);
    const Run run(correlation(parts));
    CHECK(only(run).type == type);
  }
}

TEST_CASE("every part of a correlation is kept") {
  const Run run(correlation("  type: value_count\n  group-by: [user, host]\n  generate: true\n  exact: true\n"
                            "  condition: {gt: 10, lte: 20.5, field: [a, b]}\n"
                            "  aliases:\n    user: {a: u1, b: u2}\n") +
                "steps: [{limit: 3}]\nalert: {every: 15m}\n");
  const rule::Correlation& c = only(run);
  CHECK(c.rules.size() == 2);
  CHECK(c.groupBy[1].value == "host");
  CHECK(c.timespan->milliseconds == 900'000);
  REQUIRE(c.bounds.size() == 2);
  CHECK(c.bounds[0].op == rule::Threshold::Op::greater);
  CHECK(c.bounds[1].op == rule::Threshold::Op::lessEqual);
  CHECK(c.bounds[1].value == 20.5);
  CHECK(c.valueFields.size() == 2);
  CHECK(c.generate);
  CHECK(c.exact);
  REQUIRE(c.aliases.size() == 1);
  CHECK(c.aliases[0].fields[1].rule.value == "b");
  CHECK(c.aliases[0].fields[1].field.value == "u2");
  CHECK(c.steps->items.size() == 1);
  CHECK(c.alert.has_value());
}

TEST_CASE("lengths of time have the units of Sigma, also months and years") {
  const std::pair<std::string, std::int64_t> cases[] = {
      {"30s", 30'000},     {"5m", 300'000},       {"2h", 7'200'000},     {"1d", 86'400'000},
      {"1w", 604'800'000}, {"1M", 2'629'746'000}, {"1y", 31'556'952'000}};
  for (const auto& [text, milliseconds] : cases) {
    const std::string rule = fmt::format("title: C\ncorrelation: {{type: temporal, rules: a, timespan: {}}}\n", text);
    CAPTURE(rule);
    const Run run(rule);
    CHECK(only(run).timespan->milliseconds == milliseconds);
  }
  for (const std::string text : {"10", "5 m", "m", "0h", "-1h", "1.5h", "5x", "99y"}) {
    CAPTURE(text);
    CHECK(Run("title: C\ncorrelation: {type: temporal, rules: a, timespan: " + text + "}\n").has("RULE038"));
  }
}

TEST_CASE("a condition over rules names them, whether `rules` does or not") {
  const Run run("title: C\ncorrelation: {type: temporal, timespan: 1h, condition: (a or b) and not notepad}\n");
  const rule::Correlation& c = only(run);
  REQUIRE(c.rules.size() == 3);
  CHECK(c.rules[2].value == "notepad");
  CHECK(run.sources.text(c.rules[1].span) == "b");
  CHECK(
      Run(correlation("  type: temporal\n  condition: a\n")).findings() ==
      std::vector<std::string>{"RULE038 `b` the condition does not name `b`, which is one of the correlation's rules"});
  CHECK(Run(correlation("  type: event_count\n  condition: a and b\n")).has("RULE038"));
}

TEST_CASE("absence is said of ordered events only, and of another rule") {
  const Run run(correlation("  type: temporal_ordered\n  without: [{rule: resize, by: [instance]}]\n"));
  const rule::Correlation& c = only(run);
  REQUIRE(c.without.size() == 1);
  CHECK(c.without[0].rule.value == "resize");
  CHECK(c.without[0].by[0].value == "instance");
  CHECK(Run(correlation("  type: temporal_ordered\n  without: [{rule: a}]\n")).has("RULE038"));
  CHECK(Run(correlation("  type: temporal\n  without: [{rule: c}]\n")).has("RULE038"));
}

TEST_CASE("two bounds that no number meets are an error, equal bounds are not") {
  const auto with = [](const std::string& condition) {
    return Run(correlation("  type: event_count\n  condition: " + condition + "\n"));
  };
  for (const std::string bad : {"{gt: 5, lt: 5}", "{gte: 6, lte: 5}", "{eq: 3, gt: 3}", "{eq: 3, lt: 2}"})
    CHECK(with(bad).has("RULE038"));
  for (const std::string good : {"{gte: 5, lte: 5}", "{gt: 5, lt: 7}", "{eq: 3, gte: 3}", "{neq: 3}"})
    CHECK_FALSE(with(good).has("RULE038"));
}
