// Correlations of correlations are what their definitions say: the inner one is looked for at every time at which it
// held, and counted by how often it began to.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "agree.h"

using namespace quarry::test;

namespace {

constexpr std::int64_t kInner = 5, kOuter = 8;

std::string inner(const std::string& type, const std::string& rest) {
  return fmt::format("  type: {}\n  group-by: [userAgent]\n  timespan: 5s\n{}", type, rest);
}
const std::string kThree = inner("event_count", "  rules: [a]\n  condition: {gte: 3}\n");

std::string outer(const std::string& type, const std::string& rest) {
  return fmt::format("  type: {}\n  group-by: [userAgent]\n  timespan: 8s\n{}", type, rest);
}

// The happenings with those of the inner correlation, which are called `inner`.
Happenings withInner(const Happenings& all, const std::set<std::string>& of, bool needsValue, const Measure& measure,
                     const std::function<bool(double)>& holds, bool beginnings = false) {
  Happenings both = moments(only(all, of), kInner, needsValue, measure, holds, beginnings, "inner");
  both.insert(both.end(), all.begin(), all.end());
  return both;
}
Happenings withThree(const Happenings& all, bool beginnings = false) {
  return withInner(
      all, {"a"}, false, size, [](double n) { return n >= 3; }, beginnings);
}

// Rows of a sequence as happenings: each happened when it was complete.
Happenings withRows(const Happenings& all, const ReferenceRows& rows) {
  Happenings both = all;
  for (const auto& [key, first, last, value] : rows) both.push_back({last, "inner", key, std::nullopt});
  return both;
}

}  // namespace

TEST_CASE("a stage that counts is looked for at each time at which it held") {
  agree(
      outer("temporal_ordered", "  rules: [inner, b]\n"),
      [](const Happenings& e) {
        return referenceOrder(withThree(e), {"inner", "b"}, kOuter);
      },
      true, kThree);
  agree(
      outer("temporal_ordered", "  rules: [b, inner]\n"),
      [](const Happenings& e) {
        // One result a row of the last stage, of which there is one a time.
        return referenceOrder(withThree(e), {"b", "inner"}, kOuter);
      },
      true, kThree);
  agree(
      outer("temporal_ordered", "  rules: [b, inner, c]\n"),
      [](const Happenings& e) {
        return referenceOrder(withThree(e), {"b", "inner", "c"}, kOuter);
      },
      true, kThree);
  agree(
      outer("temporal_ordered", "  rules: [b, c]\n  without: {rule: inner, by: [userAgent]}\n"),
      [](const Happenings& e) {
        return referenceOrder(withThree(e), {"b", "c"}, kOuter, "inner");
      },
      true, kThree);
}

TEST_CASE("a stage that measures is looked for at each time at which it held") {
  const Measure distinct = [](const std::vector<double>& values) {
    return static_cast<double>(std::set<double>(values.begin(), values.end()).size());
  };
  const std::string head = "  rules: [a, b]\n  condition: {field: additionalEventData.n, ";
  const std::string ordered = outer("temporal_ordered", "  rules: [inner, c]\n");
  const auto reference = [](const Measure& measure, const std::function<bool(double)>& holds) {
    return [=](const Happenings& e) {
      return referenceOrder(withInner(e, {"a", "b"}, true, measure, holds), {"inner", "c"}, kOuter);
    };
  };
  agree(ordered, reference(distinct, [](double n) { return n >= 3; }), true, inner("value_count", head + "gte: 3}\n"));
  agree(ordered, reference(total, [](double n) { return n >= 5; }), true, inner("value_sum", head + "gte: 5}\n"));
  agree(ordered,
        reference([](const std::vector<double>& v) { return total(v) / size(v); }, [](double n) { return n > 2; }),
        true, inner("value_avg", head + "gt: 2}\n"));
  // A bound from above: what counts at a time is all that happened at it.
  agree(
      ordered,
      [](const Happenings& e) {
        return referenceOrder(withInner(e, {"a", "b"}, false, size, [](double n) { return n == 2; }), {"inner", "c"},
                              kOuter);
      },
      true, inner("event_count", "  rules: [a, b]\n  condition: {eq: 2}\n"));
}

TEST_CASE("a stage that is a sequence itself") {
  agree(
      outer("temporal_ordered", "  rules: [inner, c]\n"),
      [](const Happenings& e) {
        return referenceOrder(withRows(e, referenceOrder(e, {"a", "b"}, kInner)), {"inner", "c"}, kOuter);
      },
      true, inner("temporal_ordered", "  rules: [a, b]\n"));
  agree(
      outer("temporal_ordered", "  rules: [inner, c]\n"),
      [](const Happenings& e) {
        return referenceOrder(withRows(e, referenceOrder(e, {"a", "b"}, kInner, "x")), {"inner", "c"}, kOuter);
      },
      true, inner("temporal_ordered", "  rules: [a, b]\n  without: {rule: x, by: [userAgent]}\n"));
}

TEST_CASE("correlations are counted by how often they began to hold") {
  const std::string condition = "  condition: {gte: 2}\n";
  agree(
      outer("event_count", "  rules: [inner]\n" + condition),
      [](const Happenings& e) {
        const Happenings all = moments(
            only(e, {"a"}), 1, false, size, [](double n) { return n == 1; }, true, "inner");
        return referenceThreshold(only(all, {"inner"}), kOuter, false, size, [](double n) { return n >= 2; });
      },
      true, "  type: event_count\n  rules: [a]\n  group-by: [userAgent]\n  timespan: 1s\n  condition: {eq: 1}\n", 10);
  agree(
      outer("event_count", "  rules: [inner, b]\n" + condition),
      [](const Happenings& e) {
        return referenceThreshold(only(withThree(e, true), {"inner", "b"}), kOuter, false, size,
                                  [](double n) { return n >= 2; });
      },
      true, kThree);
}

TEST_CASE("rules that hold together, one of which counts") {
  using Kinds = std::set<std::string>;
  agree(
      outer("temporal", "  rules: [inner, b]\n"),
      [](const Happenings& e) {
        return referenceTogether(withThree(e), {"inner", "b"}, kOuter, [](const Kinds& before, const Kinds&) {
          return before.contains("inner") && before.contains("b");
        });
      },
      true, kThree);
}
