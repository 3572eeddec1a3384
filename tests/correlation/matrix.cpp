// Each type of correlation has a rule whose tests are the same nine questions, and the emitted CQL answers them as the
// engine does.
#include <doctest/doctest.h>

#include <algorithm>

#include "samples.h"

using namespace quarry;
using namespace quarry::test;
using Type = rule::Correlation::Type;

namespace {

constexpr std::string_view kQuestions[] = {
    "exactly at the window's edge", "a second past it",      "records out of order",     "the same second",
    "two keys between each other",  "the first stage again", "a record without the key", "a key that is null",
    "a key that is empty text"};

}  // namespace

TEST_CASE("every type of correlation has an example that answers every question") {
  const Subjects subjects({QUARRY_ROOT "/examples/correlations"});
  std::set<Type> types;
  std::size_t conditions = 0, absences = 0, chains = 0;
  for (const Subject& subject : subjects.all) {
    const rule::Correlation& correlation = subject.correlation();
    CAPTURE(correlation.title.value);
    types.insert(correlation.type);
    conditions += correlation.extendedCondition ? 1 : 0;
    absences += correlation.without.empty() ? 0 : 1;
    for (const ir::Plan* part : ir::partsOf(subject.plan().source)) chains += ir::partsOf(part->source).empty() ? 0 : 1;
    for (const std::string_view question : kQuestions) {
      CAPTURE(question);
      CHECK(std::any_of(correlation.tests.begin(), correlation.tests.end(),
                        [&](const rule::Test& test) { return test.name.value == question; }));
    }
  }
  CHECK(types.size() == 8);
  CHECK(conditions > 0);
  CHECK(absences > 0);
  CHECK(chains > 0);
}

TEST_CASE("the emitted CQL finds what the tests of examples and detections say") {
  const Subjects subjects({QUARRY_ROOT "/examples/correlations", QUARRY_ROOT "/detections/T1578.004"});
  std::size_t found = 0;
  for (const Subject& subject : subjects.all) {
    CAPTURE(subject.correlation().title.value);
    for (const rule::Test& test : subject.correlation().tests) {
      CAPTURE(test.name.value);
      const Samples events = Subject::samples(test);
      std::string problem;
      const Spans byQuery = subject.byQuery(events, problem);
      REQUIRE(problem == "");
      CHECK(print(byQuery) == print(subject.byEngine(events)));
      found += byQuery.size();
    }
  }
  CHECK(found > 40);
}

TEST_CASE("`correlate()`, where it is chosen and fits, finds the sequences of the tests") {
  const Subjects subjects(
      {QUARRY_ROOT "/examples/correlations/temporal_ordered.yml", QUARRY_ROOT "/detections/T1578.004"}, true);
  std::size_t fitting = 0;
  for (const Subject& subject : subjects.all) {
    if (subject.cql().find("correlate(") == std::string::npos) continue;
    ++fitting;
    CAPTURE(subject.cql());
    for (const rule::Test& test : subject.correlation().tests) {
      CAPTURE(test.name.value);
      if (test.name.value == "the same second") continue;  // which comes first is what LogScale does not say
      const Samples events = Subject::samples(test);
      std::string problem;
      const Spans byQuery = subject.byQuery(events, problem);
      REQUIRE(problem == "");
      // Which of several first stages it takes is not said either.
      std::multiset<std::int64_t> lasts, expected;
      for (const Span& span : byQuery) lasts.insert(span.second);
      for (const Span& span : subject.byEngine(events)) expected.insert(span.second);
      CHECK(lasts == expected);
    }
  }
  CHECK(fitting >= 4);
}
