#include "support.h"

using quarry::test::ruleOf;
using quarry::test::runRule;

TEST_CASE("a filter lets through what matches, as it was written") {
  const auto ran = runRule(ruleOf("a: {name: 'B*', n|gte: 2}\ncondition: a"),
                           "{\"name\": \"bob\", \"n\": 7.0}\n{\"name\":\"al\",\"n\":9}\n{\"name\":\"Bo\"}\n");
  CHECK(ran.rows == std::vector<std::string>{"{\"name\": \"bob\", \"n\": 7.0}"});
  CHECK(ran.outcome.input.events == 3);
  CHECK(ran.outcome.complete);
}

TEST_CASE("events are read from arrays, lines, objects in a row and wrapped records") {
  const std::string rule = ruleOf("a: {x: 1}\ncondition: a");
  const std::vector<std::string> forms = {"[{\"x\":1},{\"x\":2},{\"x\":1}]",
                                          "{\"x\":1}\n{\"x\":2}\n\n{\"x\":1}",
                                          "{\n \"x\": 1\n}\n{\n\"x\":2}{\"x\":1}",
                                          "{\"Records\":[{\"x\":1},{\"x\":2},{\"x\":1}]}",
                                          "{\"Records\":[{\"x\":1},{\"x\":1}],\"n\":{\"y\":[1]}} {\"records\":[]}",
                                          "\xEF\xBB\xBF[{\"x\":1},{\"x\":1}]"};
  for (const std::string& form : forms) {
    CAPTURE(form);
    const auto ran = runRule(rule, form);
    CHECK(ran.rows.size() == 2);
    CHECK(ran.codes.empty());
  }
}

TEST_CASE("what is no event is skipped and said") {
  const auto ran = runRule(ruleOf("a: {x: 1}\ncondition: a"), "{\"x\":1}\n{\"x\":\n[1]\n{\"x\":1}\n");
  CHECK(ran.rows.size() == 2);
  CHECK(ran.outcome.input.skipped == 2);
  CHECK(ran.codes == std::vector<std::string>{"RULE171", "RULE171"});
}

TEST_CASE("an event with a number that nothing holds is an event, and the number is its text") {
  const std::string events = R"({"x":123456789012345678901234,"y":[1e400,-5]})"
                             "\n"
                             R"({"x":-1e999,"y":"12345678901234567890123"})"
                             "\n";
  const auto wide = runRule(ruleOf("a: {x: '123456789012345678901234'}\ncondition: a"), events);
  CHECK(wide.rows.size() == 1);
  CHECK(wide.codes.empty());
  CHECK(runRule(ruleOf("a: {x|gt: 1000}\ncondition: a"), events).rows.size() == 1);
  CHECK(runRule(ruleOf("a: {x|startswith: '1234'}\ncondition: a"), events).rows.size() == 1);
  CHECK(runRule(ruleOf("a: {y|exists: true}\ncondition: a"), events).rows.size() == 2);
  CHECK(runRule(ruleOf("a: {'y[]': -5}\ncondition: a"), events).rows.size() == 1);
}

TEST_CASE("a text that breaks off leaves the result incomplete") {
  const auto ran = runRule(ruleOf("a: {x: 1}\ncondition: a"), "[{\"x\":1},{\"x\":1");
  CHECK(ran.rows.size() == 1);
  CHECK_FALSE(ran.outcome.complete);
  CHECK(ran.codes == std::vector<std::string>{"RULE172"});
}

TEST_CASE("steps") {
  const auto ran = runRule(ruleOf("a: {op|exists: true}\ncondition: a",
                                  "steps:\n"
                                  "  - group: {by: [user], n: count(), first: min(@time), ops: values(op)}\n"
                                  "  - score: {Risk: [{High: {n|gte: 2}}, {Low: else}]}\n"
                                  "  - sort: [Risk desc, user]"),
                           "{\"eventTime\":\"2026-01-02T00:00:00Z\",\"user\":\"al\",\"op\":\"x\"}\n"
                           "{\"eventTime\":\"2026-01-01T00:00:00Z\",\"user\":\"bo\",\"op\":\"y\"}\n"
                           "{\"eventTime\":\"2026-01-01T00:00:00Z\",\"user\":\"bo\",\"op\":\"x\"}\n"
                           "{\"eventTime\":\"2026-01-03T00:00:00Z\",\"op\":\"x\"}\n");
  CHECK(ran.rows ==
        std::vector<std::string>{R"({"user":"bo","n":2,"first":"2026-01-01T00:00:00Z","ops":["y","x"],"Risk":"High"})",
                                 R"({"user":"-","n":1,"first":"2026-01-03T00:00:00Z","ops":["x"],"Risk":"Low"})",
                                 R"({"user":"al","n":1,"first":"2026-01-02T00:00:00Z","ops":["x"],"Risk":"Low"})"});
}
