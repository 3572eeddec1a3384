// Correlations of each type over random happenings, run as a schedule runs them (docs/semantics.md, *Schedules*): at
// three phases, with events that come late by up to `settle`. A run sees what happened from its look-back to `settle`
// ago, and its own results are those whose last row falls in its own part. Whatever the phase, each time at which the
// definition holds is found by the run in whose part it falls, and no other time is.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "agree.h"

using namespace quarry::test;

namespace {

constexpr std::int64_t kWindow = 5, kInner = 4, kEvery = 4, kSettle = 3, kSpan = 40;
using Kinds = std::set<std::string>;
using Reference = std::function<ReferenceRows(const Happenings&)>;

std::string correlation(const std::string& type, const std::string& rest) {
  return fmt::format("  type: {}\n  group-by: [userAgent]\n  timespan: {}s\n{}", type, kWindow, rest);
}
std::string inner(const std::string& type, const std::string& rest) {
  return fmt::format("  type: {}\n  group-by: [userAgent]\n  timespan: {}s\n{}", type, kInner, rest);
}

struct Replay {
  std::string correlation, inner;
  std::int64_t back = kWindow, ahead = 0;  // how far around a row lies what decides it
  Reference moments;                       // a row for each time at which it holds
  bool isEach = false;                     // each of them is a result, and not the last of a key only
};

ReferenceRows withoutValue(const ReferenceRows& rows) {
  ReferenceRows out;
  for (const auto& [key, first, last, value] : rows) out.emplace(key, first, last, 0);
  return out;
}

void check(const Replay& replay, const ReferenceRows& expected, const Happenings& events,
           const std::vector<std::int64_t>& arrivals, std::int64_t phase, const Reference& run) {
  ReferenceRows seen;
  for (std::int64_t now = phase; now <= kSpan + 2 * kEvery + kSettle + replay.ahead; now += kEvery) {
    const std::int64_t to = now - kSettle, end = to - replay.ahead, begin = end - kEvery, from = begin - replay.back;
    Happenings visible;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].time >= from && events[i].time <= to && arrivals[i] <= now) visible.push_back(events[i]);
    const auto isOwn = [&](const ReferenceRow& row) { return std::get<2>(row) > begin && std::get<2>(row) <= end; };
    CAPTURE(now);
    Kinds found;
    for (const ReferenceRow& row : run(visible)) {
      if (!isOwn(row)) continue;
      seen.insert(row);
      found.insert(std::get<0>(row));
      CAPTURE(print({row}));
      REQUIRE(std::any_of(expected.begin(), expected.end(), [&](const ReferenceRow& one) {
        return std::get<0>(one) == std::get<0>(row) && std::get<2>(one) == std::get<2>(row);
      }));
    }
    for (const ReferenceRow& row : expected) {
      if (!isOwn(row)) continue;
      CAPTURE(print({row}));
      REQUIRE(found.contains(std::get<0>(row)));
    }
  }
  if (replay.isEach) REQUIRE(print(withoutValue(seen)) == print(withoutValue(expected)));
}

void replayed(const Replay& replay) {
  CAPTURE(replay.correlation);
  CAPTURE(replay.inner);
  const Runnable runnable(correlationRule(replay.correlation, replay.inner));
  CHECK(runnable.reach() == quarry::ir::Reach{replay.back * 1000, replay.ahead * 1000});
  std::mt19937 source(7);
  std::size_t found = 0;
  for (int round = 0; round < 40; ++round) {
    const Happenings events = random(source, 25 + source() % 30, kSpan);
    std::vector<std::int64_t> arrivals;
    for (const Happening& one : events)
      arrivals.push_back(one.time + static_cast<std::int64_t>(source() % (kSettle + 1)));
    const ReferenceRows expected = replay.moments(events);
    found += expected.size();
    std::string input;
    for (const Happening& one : events)
      input += fmt::format("{} {} key {} value {}\n", one.time, one.what, one.key, one.value.value_or(-1));
    CAPTURE(input);
    for (const std::int64_t phase : {std::int64_t{0}, std::int64_t{1}, kEvery - 1}) {
      CAPTURE(phase);
      check(replay, expected, events, arrivals, phase, [&](const Happenings& e) { return runnable.byEngine(e); });
      if (round % 4 == 0)
        check(replay, expected, events, arrivals, phase, [&](const Happenings& e) { return runnable.byQuery(e); });
    }
  }
  CHECK(found > 20);
}

// ---- the definitions, a row for each time ----

ReferenceRows rowsOf(const Happenings& moments) {
  ReferenceRows rows;
  for (const Happening& one : moments) rows.emplace(one.key, one.time, one.time, 0);
  return rows;
}

Reference counting(const Kinds& kinds, bool needsValue, const Measure& measure,
                   const std::function<bool(double)>& holds) {
  return [=](const Happenings& e) {
    return rowsOf(moments(only(e, kinds), kWindow, needsValue, measure, holds, false, ""));
  };
}

double different(const std::vector<double>& values) {
  return static_cast<double>(std::set<double>(values.begin(), values.end()).size());
}

Reference together(const Kinds& wanted, const std::function<bool(const Kinds& before, const Kinds& around)>& holds) {
  return [=](const Happenings& e) { return togetherMoments(e, wanted, kWindow, holds); };
}

// Those times of a tumbling window at which what has happened of it meets the condition.
ReferenceRows filling(const Happenings& all, const std::function<bool(double)>& holds) {
  ReferenceRows rows;
  for (const auto& [key, events] : byKey(all)) {
    std::set<std::int64_t> times;
    for (const Happening& one : events) times.insert(one.time);
    for (const std::int64_t now : times) {
      double count = 0;
      for (const Happening& one : events) count += one.time / kWindow == now / kWindow && one.time <= now ? 1 : 0;
      if (holds(count)) rows.emplace(key, now, now, 0);
    }
  }
  return rows;
}

// The happenings with those of the inner correlation, which are called `inner`.
Happenings joined(const Happenings& all, const Happenings& inner) {
  Happenings both = all;
  both.insert(both.end(), inner.begin(), inner.end());
  return both;
}
Happenings twice(const Happenings& e, bool beginnings) {
  return moments(
      only(e, {"a"}), kInner, false, size, [](double n) { return n >= 2; }, beginnings, "inner");
}
const std::string kTwice = inner("event_count", "  rules: [a]\n  condition: {gte: 2}\n");

Happenings unmarked(const Happenings& e) {
  Happenings rows;
  for (const auto& [key, first, last, value] :
       togetherMoments(e, {"a"}, kInner, [](const Kinds&, const Kinds& around) { return !around.contains("x"); }))
    rows.push_back({last, "inner", key, std::nullopt});
  return rows;
}
const std::string kUnmarked = inner("temporal", "  condition: a and not x\n");

}  // namespace

TEST_CASE("scheduled runs find what is counted") {
  replayed({correlation("event_count", "  rules: [a, b]\n  condition: {gte: 3}\n"), "", kWindow, 0,
            counting({"a", "b"}, false, size, [](double n) { return n >= 3; })});
  replayed({correlation("event_count", "  rules: [a, b]\n  condition: {gt: 1, lt: 4}\n"), "", kWindow, 0,
            counting({"a", "b"}, false, size, [](double n) { return n > 1 && n < 4; })});
  replayed({correlation("value_count", "  rules: [a, b]\n  condition: {field: additionalEventData.n, gte: 2}\n"), "",
            kWindow, 0, counting({"a", "b"}, true, different, [](double n) { return n >= 2; })});
  replayed(
      {correlation("temporal", "  rules: [a, b, c]\n  condition: {gte: 2}\n"), "", kWindow, 0, [](const Happenings& e) {
         Happenings kinds = only(e, {"a", "b", "c"});
         for (Happening& one : kinds) one.value = one.what[0];
         return rowsOf(moments(
             kinds, kWindow, true, different, [](double n) { return n >= 2; }, false, ""));
       }});
}

TEST_CASE("scheduled runs find what is measured") {
  const std::string of = "  rules: [a, b]\n  condition: {field: additionalEventData.n, ";
  replayed({correlation("value_sum", of + "gte: 4}\n"), "", kWindow, 0,
            counting({"a", "b"}, true, total, [](double n) { return n >= 4; })});
  replayed({correlation("value_avg", of + "gt: 1, lte: 2}\n"), "", kWindow, 0,
            counting(
                {"a", "b"}, true, [](const std::vector<double>& v) { return total(v) / size(v); },
                [](double n) { return n > 1 && n <= 2; })});
  // LogScale estimates ranks; the engine, which runs the query, does not while a window is small.
  replayed({correlation("value_median", of + "gte: 2}\n"), "", kWindow, 0,
            counting(
                {"a", "b"}, true, [](const std::vector<double>& v) { return rank(v, 50); },
                [](double n) { return n >= 2; })});
  replayed({correlation("value_percentile", of + "percentile: 80, lt: 2}\n"), "", kWindow, 0,
            counting(
                {"a", "b"}, true, [](const std::vector<double>& v) { return rank(v, 80); },
                [](double n) { return n < 2; })});
}

TEST_CASE("scheduled runs find stages in order, once each") {
  const auto order = [](const std::vector<std::string>& stages, const std::string& without) {
    return [=](const Happenings& e) { return referenceOrder(e, stages, kWindow, without); };
  };
  replayed({correlation("temporal_ordered", "  rules: [a, b]\n"), "", kWindow, 0, order({"a", "b"}, ""), true});
  replayed({correlation("temporal_ordered", "  rules: [b, a, c]\n"), "", kWindow, 0, order({"b", "a", "c"}, ""), true});
  replayed({correlation("temporal_ordered", "  rules: [a, b]\n  without: {rule: x, by: [userAgent]}\n"), "", kWindow, 0,
            order({"a", "b"}, "x"), true});
  replayed({correlation("temporal_ordered", "  rules: [a, b, c]\n  condition: a and b and not c\n"), "", kWindow, 0,
            order({"a", "b"}, "c"), true});
}

TEST_CASE("scheduled runs find rules that hold together") {
  replayed({correlation("temporal", "  rules: [a, b]\n"), "", kWindow, 0,
            together({"a", "b"},
                     [](const Kinds& before, const Kinds&) { return before.contains("a") && before.contains("b"); })});
  replayed({correlation("temporal", "  condition: a and (b or c)\n"), "", kWindow, 0,
            together({"a", "b", "c"}, [](const Kinds& before, const Kinds&) {
              return before.contains("a") && (before.contains("b") || before.contains("c"));
            })});
}

TEST_CASE("scheduled runs find each time at which a rule is there and another is not") {
  replayed({correlation("temporal", "  condition: (a or b) and not x\n"), "", kWindow, kWindow,
            together({"a", "b"}, [](const Kinds&, const Kinds& around) { return !around.contains("x"); }), true});
  replayed({correlation("temporal", "  condition: a and b and not (x or c)\n"), "", kWindow, kWindow,
            together({"a", "b"},
                     [](const Kinds& before, const Kinds& around) {
                       return before.contains("a") && before.contains("b") && !around.contains("x") &&
                              !around.contains("c");
                     }),
            true});
  replayed({correlation("temporal", "  condition: a or (b and not x)\n"), "", kWindow, kWindow,
            together({"a", "b"},
                     [](const Kinds& before, const Kinds& around) {
                       return before.contains("a") || (before.contains("b") && !around.contains("x"));
                     }),
            true});
}

TEST_CASE("scheduled runs find what tumbling windows hold") {
  const auto tumbling = [](const std::string& type, const std::string& rest) {
    return correlation(type, "  rules: [a, b]\n  window: tumbling\n  condition: " + rest);
  };
  replayed({tumbling("event_count", "{gte: 2}\n"), "", kWindow, 0, [](const Happenings& e) {
              return filling(only(e, {"a", "b"}), [](double n) { return n >= 2; });
            }});
  // What a window still to be filled may yet undo waits for its end.
  replayed(
      {tumbling("event_count", "{gte: 1, lt: 3}\n"), "", kWindow, kWindow,
       [](const Happenings& e) {
         return referenceTumbling(only(e, {"a", "b"}), kWindow, false, size, [](double n) { return n >= 1 && n < 3; });
       },
       true});
  replayed({tumbling("value_avg", "{field: additionalEventData.n, gte: 2}\n"), "", kWindow, kWindow,
            [](const Happenings& e) {
              return referenceTumbling(
                  only(e, {"a", "b"}), kWindow, true, [](const std::vector<double>& v) { return total(v) / size(v); },
                  [](double n) { return n >= 2; });
            },
            true});
}

TEST_CASE("scheduled runs find what is built on other correlations") {
  replayed({correlation("temporal_ordered", "  rules: [inner, b]\n"), kTwice, kWindow + kInner, 0,
            [](const Happenings& e) {
              return referenceOrder(joined(e, twice(e, false)), {"inner", "b"}, kWindow);
            },
            true});
  // To count how often it began to hold is to know of the time before.
  replayed({correlation("event_count", "  rules: [inner, b]\n  condition: {gte: 2}\n"), kTwice, kWindow + 2 * kInner, 0,
            [](const Happenings& e) {
              return counting({"inner", "b"}, false, size, [](double n) { return n >= 2; })(joined(e, twice(e, true)));
            }});
}

TEST_CASE("scheduled runs find what is built on a correlation that looks ahead") {
  replayed({correlation("temporal_ordered", "  rules: [inner, b]\n"), kUnmarked, kWindow + kInner, kInner,
            [](const Happenings& e) {
              return referenceOrder(joined(e, unmarked(e)), {"inner", "b"}, kWindow);
            },
            true});
  replayed({correlation("temporal", "  rules: [inner, b]\n"), kUnmarked, kWindow + kInner, kInner,
            [](const Happenings& e) {
              return togetherMoments(
                  joined(e, unmarked(e)), {"inner", "b"}, kWindow,
                  [](const Kinds& before, const Kinds&) { return before.contains("inner") && before.contains("b"); });
            },
            true});
  replayed({correlation("value_count", "  rules: [inner, b]\n  condition: {field: userAgent, gte: 1}\n"), kUnmarked,
            kWindow + kInner, kInner,
            [](const Happenings& e) {
              return counting({"inner", "b"}, false, size, [](double n) { return n >= 1; })(joined(e, unmarked(e)));
            },
            true});
}
