// Correlations run as a schedule runs them (docs/semantics.md, *Schedules*): at three phases, with events that come
// late by up to `settle`. What is there alerts, what is benign does not; by the engine and by the emitted CQL.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>

#include "quarry/ir/reach.h"
#include "quarry/rule/schedule.h"
#include "samples.h"

using namespace quarry;
using namespace quarry::test;

namespace {

using Run = std::function<Spans(const Samples&)>;

struct Times {
  std::int64_t back = 0, ahead = 0, every = 0, settle = 0;  // milliseconds
};

Times timesOf(const Subject& subject) {
  Times times;
  base::Report report;
  const auto schedule = rule::schedule(*subject.correlation().alert, report);
  REQUIRE(schedule);
  times.every = schedule->every.milliseconds;
  times.settle = schedule->settle.milliseconds;
  const ir::Reach reach = ir::reachOf(subject.plan().source);
  times.back = reach.back;
  times.ahead = reach.ahead;
  return times;
}

// What the runs' own parts show, taken together. Each shows what is true in its part, and each time of it is found.
std::set<Span> replay(const Samples& events, const std::vector<std::int64_t>& late, const Times& times,
                      std::int64_t phase, const std::set<std::int64_t>& moments, const Run& run) {
  std::int64_t begin = events.front().time, end = begin;
  for (const Sample& one : events) {
    begin = std::min(begin, one.time);
    end = std::max(end, one.time);
  }
  std::set<Span> seen;
  const std::int64_t stop = end + 2 * times.every + times.settle + times.ahead;
  for (std::int64_t now = begin - begin % times.every + phase; now <= stop; now += times.every) {
    const std::int64_t to = now - times.settle, last = to - times.ahead, after = last - times.every;
    Samples visible;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].time >= after - times.back && events[i].time <= to && events[i].time + late[i] <= now)
        visible.push_back(events[i]);
    std::size_t own = 0;
    if (!visible.empty())
      for (const Span& span : run(visible)) {
        if (span.second <= after || span.second > last) continue;
        CHECK(moments.contains(span.second));
        seen.insert(span);
        ++own;
      }
    const bool isThere = moments.upper_bound(after) != moments.upper_bound(last);
    CHECK(isThere == (own > 0));
  }
  return seen;
}

void check(const Subject& subject, const Run& run) {
  const Times times = timesOf(subject);
  std::mt19937 source(3);
  for (const rule::Test& test : subject.correlation().tests) {
    CAPTURE(test.name.value);
    const Samples events = Subject::samples(test);
    const Spans whole = run(events);
    const std::set<Span> once(whole.begin(), whole.end());
    const std::set<std::int64_t> moments = subject.moments(events);
    REQUIRE(moments.empty() == whole.empty());
    for (const std::int64_t phase : {std::int64_t{0}, times.every / 3, times.every - 1000}) {
      CAPTURE(phase);
      for (int lateness = 0; lateness < 3; ++lateness) {
        std::vector<std::int64_t> late;
        for (std::size_t i = 0; i < events.size(); ++i)
          late.push_back(lateness == 0 ? 0
                         : lateness == 1
                             ? times.settle
                             : static_cast<std::int64_t>(source() % (static_cast<std::uint64_t>(times.settle) + 1)));
        const std::set<Span> seen = replay(events, late, times, phase, moments, run);
        // One result a row of the last stage, or a time: each of them, and no other.
        if (subject.correlation().type == rule::Correlation::Type::temporalOrdered || times.ahead > 0)
          CHECK(seen == once);
      }
    }
  }
}

}  // namespace

TEST_CASE("scheduled runs alert on what the tests say is there, and on nothing else") {
  const Subjects subjects({QUARRY_ROOT "/detections/T1578.004", QUARRY_ROOT "/examples/correlations"});
  CHECK(subjects.all.size() >= 16);
  for (const Subject& subject : subjects.all) {
    CAPTURE(subject.correlation().title.value);
    REQUIRE(subject.correlation().alert);
    check(subject, [&](const Samples& events) { return subject.byEngine(events); });
  }
}

TEST_CASE("so do scheduled runs of the emitted CQL") {
  const Subjects subjects({QUARRY_ROOT "/detections/T1578.004", QUARRY_ROOT "/examples/correlations"});
  for (const Subject& subject : subjects.all) {
    CAPTURE(subject.correlation().title.value);
    check(subject, [&](const Samples& events) {
      std::string problem;
      Spans spans = subject.byQuery(events, problem);
      REQUIRE(problem == "");
      return spans;
    });
  }
}
