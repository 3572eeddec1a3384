// Keys that sit in lists: one event is a row of each, in every type of correlation.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "agree.h"

using namespace quarry::test;

namespace {

constexpr std::int64_t kWindow = 5;
using Reference = std::function<ReferenceRows(const Happenings&)>;
using Kinds = std::set<std::string>;

std::string correlation(const std::string& type, const std::string& rest) {
  return fmt::format("  type: {}\n  group-by: [instance]\n  timespan: {}s\n{}", type, kWindow, rest);
}

// A happening of each element. An element that stands twice in a list is two rows.
Happenings expanded(const Happenings& all) {
  Happenings out;
  for (const Happening& one : all) {
    for (std::size_t begin = 0; begin < one.key.size();) {
      const std::size_t end = std::min(one.key.find('+', begin), one.key.size());
      Happening element = one;
      element.key = one.key.substr(begin, end - begin);
      out.push_back(std::move(element));
      begin = end + 1;
    }
  }
  return out;
}

void agrees(const std::string& correlation, const Reference& reference) {
  CAPTURE(correlation);
  const std::vector<std::string> keys = {"k", "k+l", "l+k+m", "m+m", "l", ""};
  const Runnable runnable(expandingRule(correlation));
  std::mt19937 source(5);
  std::size_t found = 0;
  for (int round = 0; round < 60; ++round) {
    const auto span = 4 + static_cast<std::int64_t>(source() % 20);
    const std::size_t count = 5 + source() % 20;
    Happenings events = random(source, count, span);
    for (Happening& one : events) one.key = keys[source() % keys.size()];
    const ReferenceRows expected = reference(expanded(events));
    found += expected.size();
    std::string input;
    for (const Happening& one : events) input += fmt::format("{} {} keys {}\n", one.time, one.what, one.key);
    CAPTURE(input);
    REQUIRE(print(runnable.byEngine(events)) == print(expected));
    if (round % 3 == 0) REQUIRE(print(runnable.byQuery(events)) == print(expected));
  }
  CHECK(found > 20);
}

Reference measured(bool needsValue, const Measure& measure, const std::function<bool(double)>& holds) {
  return [=](const Happenings& e) {
    return referenceThreshold(only(e, {"a", "b"}), kWindow, needsValue, measure, holds);
  };
}

}  // namespace

TEST_CASE("events with several keys are counted and measured under each") {
  const std::string of = "  rules: [a, b]\n  condition: ", field = of + "{field: additionalEventData.n, ";
  const auto atLeast = [](double bound) { return [bound](double n) { return n >= bound; }; };
  agrees(correlation("event_count", of + "{gte: 3}\n"), measured(false, size, atLeast(3)));
  agrees(
      correlation("value_count", field + "gte: 2}\n"),
      measured(
          true,
          [](const std::vector<double>& v) { return static_cast<double>(std::set<double>(v.begin(), v.end()).size()); },
          atLeast(2)));
  agrees(correlation("value_sum", field + "gte: 4}\n"), measured(true, total, atLeast(4)));
  agrees(correlation("value_avg", field + "gte: 2}\n"),
         measured(
             true, [](const std::vector<double>& v) { return total(v) / size(v); }, atLeast(2)));
  agrees(correlation("value_median", field + "gte: 2}\n"),
         measured(
             true, [](const std::vector<double>& v) { return rank(v, 50); }, atLeast(2)));
  agrees(correlation("value_percentile", field + "percentile: 90, gte: 2}\n"),
         measured(
             true, [](const std::vector<double>& v) { return rank(v, 90); }, atLeast(2)));
}

TEST_CASE("events with several keys are stages of each") {
  agrees(correlation("temporal_ordered", "  rules: [a, b]\n"), [](const Happenings& e) {
    return referenceOrder(e, {"a", "b"}, kWindow);
  });
  agrees(correlation("temporal_ordered", "  rules: [a, b]\n  without: {rule: x, by: [instance]}\n"),
         [](const Happenings& e) {
           return referenceOrder(e, {"a", "b"}, kWindow, "x");
         });
  agrees(correlation("temporal", "  rules: [a, b]\n"), [](const Happenings& e) {
    return referenceTogether(e, {"a", "b"}, kWindow, [](const Kinds& before, const Kinds&) {
      return before.contains("a") && before.contains("b");
    });
  });
  agrees(correlation("temporal", "  condition: a and not x\n"), [](const Happenings& e) {
    return togetherMoments(e, {"a"}, kWindow, [](const Kinds&, const Kinds& around) { return !around.contains("x"); });
  });
}
