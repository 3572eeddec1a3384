// What a correlation finds is what its definition says: by the engine, and by the emitted CQL.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "agree.h"

using namespace quarry::test;

namespace {

constexpr std::int64_t kWindow = 5;

std::string counting(const std::string& type, const std::string& condition) {
  return fmt::format("  type: {}\n  rules: [a, b]\n  group-by: [userAgent]\n  timespan: 5s\n  condition: {}\n", type,
                     condition);
}

ReferenceRows threshold(const Happenings& events, bool needsValue, const Measure& measure,
                        const std::function<bool(double)>& holds) {
  return referenceThreshold(only(events, {"a", "b"}), kWindow, needsValue, measure, holds);
}

}  // namespace

TEST_CASE("events are counted as the definition says") {
  agree(counting("event_count", "{gte: 3}"),
        [](const Happenings& e) { return threshold(e, false, size, [](double n) { return n >= 3; }); });
  agree(counting("event_count", "{gt: 1, lt: 4}"),
        [](const Happenings& e) { return threshold(e, false, size, [](double n) { return n > 1 && n < 4; }); });
  agree(counting("event_count", "{eq: 2}"),
        [](const Happenings& e) { return threshold(e, false, size, [](double n) { return n == 2; }); });
  agree(counting("event_count", "{neq: 1}"),
        [](const Happenings& e) { return threshold(e, false, size, [](double n) { return n != 1; }); });
}

TEST_CASE("different values are counted as the definition says") {
  const Measure distinct = [](const std::vector<double>& values) {
    return static_cast<double>(std::set<double>(values.begin(), values.end()).size());
  };
  agree(counting("value_count", "{field: additionalEventData.n, gte: 3}"),
        [&](const Happenings& e) { return threshold(e, true, distinct, [](double n) { return n >= 3; }); });
  agree(counting("value_count", "{field: additionalEventData.n, lte: 1}"),
        [&](const Happenings& e) { return threshold(e, true, distinct, [](double n) { return n <= 1; }); });
}

TEST_CASE("values are measured as the definition says") {
  agree(counting("value_sum", "{field: additionalEventData.n, gte: 6}"),
        [](const Happenings& e) { return threshold(e, true, total, [](double n) { return n >= 6; }); });
  agree(counting("value_avg", "{field: additionalEventData.n, gt: 2}"), [](const Happenings& e) {
    return threshold(
        e, true, [](const std::vector<double>& v) { return total(v) / size(v); }, [](double n) { return n > 2; });
  });
  agree(counting("value_median", "{field: additionalEventData.n, gte: 2}"), [](const Happenings& e) {
    return threshold(
        e, true, [](const std::vector<double>& v) { return rank(v, 50); }, [](double n) { return n >= 2; });
  });
  agree(counting("value_percentile", "{field: additionalEventData.n, percentile: 90, gte: 2}"),
        [](const Happenings& e) {
          return threshold(
              e, true, [](const std::vector<double>& v) { return rank(v, 90); }, [](double n) { return n >= 2; });
        });
}

TEST_CASE("stages in order are found as the definition says") {
  const std::string head = "  type: temporal_ordered\n  group-by: [userAgent]\n  timespan: 5s\n";
  agree(head + "  rules: [a, b]\n", [](const Happenings& e) { return referenceOrder(e, {"a", "b"}, kWindow); });
  agree(head + "  rules: [b, a, c]\n", [](const Happenings& e) { return referenceOrder(e, {"b", "a", "c"}, kWindow); });
  agree(head + "  rules: [a, b]\n  without: {rule: x, by: [userAgent]}\n", [](const Happenings& e) {
    return referenceOrder(e, {"a", "b"}, kWindow, "x");
  });
  agree(head + "  rules: [a, b, c]\n  condition: a and b and not c\n", [](const Happenings& e) {
    return referenceOrder(e, {"a", "b"}, kWindow, "c");
  });
}

TEST_CASE("rules that hold together are found as the definition says") {
  const std::string head = "  type: temporal\n  group-by: [userAgent]\n  timespan: 5s\n";
  using Kinds = std::set<std::string>;
  agree(head + "  rules: [a, b]\n", [](const Happenings& e) {
    return referenceTogether(e, {"a", "b"}, kWindow, [](const Kinds& before, const Kinds&) {
      return before.contains("a") && before.contains("b");
    });
  });
  agree(head + "  rules: [a, b, c]\n  condition: a and (b or c)\n", [](const Happenings& e) {
    return referenceTogether(e, {"a", "b", "c"}, kWindow, [](const Kinds& before, const Kinds&) {
      return before.contains("a") && (before.contains("b") || before.contains("c"));
    });
  });
  // What looks ahead gives each time at which it held: the last of a key may yet be disturbed.
  agree(head + "  rules: [a, b, x]\n  condition: (a or b) and not x\n", [](const Happenings& e) {
    return togetherMoments(e, {"a", "b"}, kWindow,
                           [](const Kinds&, const Kinds& around) { return !around.contains("x"); });
  });
  agree(head + "  rules: [a, b, c]\n  condition: {gte: 2}\n", [](const Happenings& e) {
    ReferenceRows rows = referenceThreshold(
        [&] {
          // The kind as a number, to be counted as a value is.
          Happenings some = only(e, {"a", "b", "c"});
          for (Happening& one : some) one.value = one.what[0];
          return some;
        }(),
        kWindow, true,
        [](const std::vector<double>& v) { return static_cast<double>(std::set<double>(v.begin(), v.end()).size()); },
        [](double n) { return n >= 2; });
    return rows;
  });
}

TEST_CASE("tumbling windows cut where the definition says") {
  const auto tumbling = [](const std::string& type, const std::string& condition) {
    return counting(type, condition) + "  window: tumbling\n";
  };
  const Measure distinct = [](const std::vector<double>& values) {
    return static_cast<double>(std::set<double>(values.begin(), values.end()).size());
  };
  agree(tumbling("event_count", "{gte: 2}"), [](const Happenings& e) {
    return referenceTumbling(only(e, {"a", "b"}), kWindow, false, size, [](double n) { return n >= 2; });
  });
  agree(tumbling("value_count", "{field: additionalEventData.n, gte: 2}"), [&](const Happenings& e) {
    return referenceTumbling(only(e, {"a", "b"}), kWindow, true, distinct, [](double n) { return n >= 2; });
  });
  agree(tumbling("value_sum", "{field: additionalEventData.n, lt: 4}"), [](const Happenings& e) {
    return referenceTumbling(only(e, {"a", "b"}), kWindow, true, total, [](double n) { return n < 4; });
  });
  agree("  type: temporal_ordered\n  group-by: [userAgent]\n  timespan: 5s\n  rules: [a, b]\n  window: tumbling\n",
        [](const Happenings& e) {
          return referenceOrder(e, {"a", "b"}, kWindow, "", true);
        });
}
