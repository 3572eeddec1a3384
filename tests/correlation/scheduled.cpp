// Correlations run as a schedule runs them (docs/semantics.md, *Schedules*): at three phases, with events that come
// late by up to `settle`. What is there alerts, what is benign does not; by the engine and by the emitted CQL.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>

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
  const std::function<std::int64_t(const ir::Source&)> back = [&](const ir::Source& source) {
    std::int64_t inner = 0;
    for (const ir::Plan* part : ir::partsOf(source)) inner = std::max(inner, back(part->source));
    if (const auto* threshold = std::get_if<ir::Threshold>(&source)) inner += threshold->window.length.milliseconds;
    if (const auto* sequence = std::get_if<ir::Sequence>(&source)) inner += sequence->window.length.milliseconds;
    return inner;
  };
  times.back = back(subject.plan().source);
  const auto* sequence = std::get_if<ir::Sequence>(&subject.plan().source);
  if (sequence != nullptr && !sequence->ordered && subject.correlation().extendedCondition) times.ahead = times.back;
  return times;
}

// What the runs' own parts show, taken together.
std::set<Span> replay(const Samples& events, const std::vector<std::int64_t>& late, const Times& times,
                      std::int64_t phase, const Run& run) {
  std::int64_t begin = events.front().time, end = begin;
  for (const Sample& one : events) {
    begin = std::min(begin, one.time);
    end = std::max(end, one.time);
  }
  std::set<Span> seen;
  const std::int64_t stop = end + times.every + times.settle + times.ahead;
  for (std::int64_t now = begin - begin % times.every + phase; now <= stop; now += times.every) {
    const std::int64_t to = now - times.settle, from = to - times.every - times.back - times.ahead;
    Samples visible;
    for (std::size_t i = 0; i < events.size(); ++i)
      if (events[i].time >= from && events[i].time <= to && events[i].time + late[i] <= now)
        visible.push_back(events[i]);
    if (visible.empty()) continue;
    for (const Span& span : run(visible))
      if (span.second > to - times.ahead - times.every && span.second <= to - times.ahead) seen.insert(span);
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
    for (const std::int64_t phase : {std::int64_t{0}, times.every / 3, times.every - 1000}) {
      CAPTURE(phase);
      for (int lateness = 0; lateness < 3; ++lateness) {
        std::vector<std::int64_t> late;
        for (std::size_t i = 0; i < events.size(); ++i)
          late.push_back(lateness == 0 ? 0
                         : lateness == 1
                             ? times.settle
                             : static_cast<std::int64_t>(source() % (static_cast<std::uint64_t>(times.settle) + 1)));
        const std::set<Span> seen = replay(events, late, times, phase, run);
        CHECK(seen.empty() == whole.empty());
        // One result a row of the last stage: each of them, and no other.
        if (subject.correlation().type == rule::Correlation::Type::temporalOrdered) CHECK(seen == once);
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
    if (subject.correlation().type == rule::Correlation::Type::valuePercentile ||
        subject.correlation().type == rule::Correlation::Type::valueMedian)
      continue;  // estimates, which the query says at its head
    CAPTURE(subject.correlation().title.value);
    check(subject, [&](const Samples& events) {
      std::string problem;
      Spans spans = subject.byQuery(events, problem);
      REQUIRE(problem == "");
      return spans;
    });
  }
}
