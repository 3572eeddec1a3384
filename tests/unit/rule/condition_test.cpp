// Conditions: what they mean, and what is said where they cannot be read.
#include <doctest/doctest.h>

#include "support.h"

using namespace quarry;
using test::Run;

namespace {

std::string withCondition(const std::string& condition) {
  return test::ruleWith(
      "  a: {a: 1}\n  b: {b: 1}\n  notepad: {n: 1}\n  f_1: {f: 1}\n  f_2: {g: 1}\n  1_of: {o: 1}\n  all_x: {x: 1}\n"
      "  or-gate: {q: 1}\n  _hidden: {h: 1}\n  condition: " +
      condition + "\n");
}

}  // namespace

TEST_CASE("conditions mean what they say") {
  const std::pair<std::string, std::string> cases[] = {
      {"a", "a equals 1"},
      {"a and b", "a equals 1 and b equals 1"},
      {"a or b and notepad", "a equals 1 or (b equals 1 and n equals 1)"},
      {"(a or b) and notepad", "(a equals 1 or b equals 1) and n equals 1"},
      {"not a and b", "not a equals 1 and b equals 1"},
      {"not (a and b)", "not (a equals 1 and b equals 1)"},
      {"not not a", "a equals 1"},
      {"not not not a", "not a equals 1"},
      {"not notepad", "not n equals 1"},
      {"1 of f_*", "f equals 1 or g equals 1"},
      {"any of f_*", "f equals 1 or g equals 1"},
      {"all of f_*", "f equals 1 and g equals 1"},
      {"1 of *_2", "g equals 1"},
      {"1 of f*_*1", "f equals 1"},
      {"1 of a", "a equals 1"},
      {"all of all_*", "x equals 1"},
      {"1 of 1_*", "o equals 1"},
      {"1_of and all_x", "o equals 1 and x equals 1"},
      {"a and not 1 of f_*", "a equals 1 and not (f equals 1 or g equals 1)"},
      {"or-gate or a", "q equals 1 or a equals 1"},
      {"_hidden", "h equals 1"},
      {"'a and b'", "a equals 1 and b equals 1"},
      {">-\n    a\n    and b", "a equals 1 and b equals 1"},
      {"[a, b]", "a equals 1 or b equals 1"},
      {"((((a))))", "a equals 1"},
  };
  for (const auto& row : cases) {
    const auto& condition = row.first;
    const auto& meaning = row.second;
    CAPTURE(condition);
    const Run run(withCondition(condition));
    CHECK(test::joined(run.findings()) == "");
    CHECK(run.filter() == meaning);
  }
}

TEST_CASE("`them` leaves out names that begin with an underscore") {
  const Run run(test::ruleWith("  a: {a: 1}\n  _b: {b: 1}\n  condition: all of them\n"));
  CHECK(run.filter() == "a equals 1");
}

TEST_CASE("words with a meaning may name selections") {
  const Run run(
      test::ruleWith("  all: {a: 1}\n  of: {b: 1}\n  them: {c: 1}\n  1: {d: 1}\n  any: {e: 1}\n"
                     "  condition: all and of and them and 1 and any and 1 of all and 1 of of\n"));
  CHECK(test::joined(run.findings()) == "");
  CHECK(run.filter() ==
        "a equals 1 and b equals 1 and c equals 1 and d equals 1 and e equals 1 and a equals 1 and b equals 1");
}

TEST_CASE("keywords in upper case are read and put right") {
  const Run run(withCondition("a AND NOT 1 Of f_* Or b"));
  CHECK(run.filter() == "(a equals 1 and not (f equals 1 or g equals 1)) or b equals 1");
  CHECK(test::joined(run.findings()) ==
        "RULE073 `AND` `AND` is written in lower case\nRULE073 `NOT` `NOT` is written in lower case\n"
        "RULE073 `Of` `Of` is written in lower case\nRULE073 `Or` `Or` is written in lower case");
  CHECK(run.fixed() == withCondition("a and NOT 1 Of f_* Or b"));
}

TEST_CASE("what is wrong with a condition is said at its place") {
  const std::pair<std::string, std::string> cases[] = {
      {"''", "RULE070 `` the condition is empty"},
      {"a and", "RULE070 `and` the condition ends after `and`, where a selection should follow"},
      {"not", "RULE070 `not` the condition ends after `not`, where a selection should follow"},
      {"a and or b", "RULE070 `or` expected a selection, `not` or `(` after `and`, found `or`"},
      {"and a", "RULE070 `and` expected a selection, `not` or `(` at the start, found `and`"},
      {"a b", "RULE070 `b` expected `and`, `or` or the end after `a`, found `b`"},
      {"a not b", "RULE070 `not` expected `and`, `or` or the end after `a`, found `not`"},
      {"(a and b", "RULE070 `(` this `(` is never closed"},
      {"a and b)", "RULE070 `)` this `)` closes nothing"},
      {"()", "RULE070 `)` expected a selection, `not` or `(` after `(`, found `)`"},
      {"f_*", "RULE070 `f_*` `f_*` is a pattern: say how many of the selections it names have to match"},
      {"a and f_*", "RULE070 `f_*` `f_*` is a pattern: say how many of the selections it names have to match"},
      {"1 of", "RULE070 `of` expected `them` or a pattern such as `filter_*` after `of`"},
      {"all of (a)", "RULE070 `(` expected `them` or a pattern such as `filter_*` after `of`"},
      {"2 of f_*", "RULE070 `2 of` `2 of` does not exist: only `1 of`, `any of` and `all of` do"},
      {"all f_*", "RULE070 `f_*` expected `of` after `all`, found `f_*`"},
      {"a && b", "RULE070 `&&` `&&` is not an operator of conditions; write `and`"},
      {"a || b", "RULE070 `||` `||` is not an operator of conditions; write `or`"},
      {"a and !b", "RULE070 `!` `!` is not an operator of conditions; write `not`"},
      {"a, b", "RULE070 `,` expected `and`, `or` or the end after `a`, found `,`"},
      {"a | count() by x > 5", "RULE074 `| count() by x > 5` aggregations are no longer part of a condition"},
      {"a | near b", "RULE074 `| near b` `| near` is no longer part of a condition"},
      {"a and c", "RULE071 `c` there is no selection `c`"},
      {"a and F_1", "RULE071 `F_1` there is no selection `F_1`"},
      {"a and not 1 of filter_*", "RULE072 `filter_*` no selection matches `filter_*`"},
      {"1 of _*", "RULE072 `_*` no selection matches `_*`"},
      {"\"a and \\u00e9 b\"", "RULE070 `b` expected `and`, `or` or the end after `é`, found `b`"},
      {"[]", "RULE060 `[]` the list of conditions is empty"},
      {"{a: b}", "RULE022 `{a: b}` a condition has to be text"},
  };
  for (const auto& row : cases) {
    const auto& condition = row.first;
    const auto& finding = row.second;
    CAPTURE(condition);
    const Run run(withCondition(condition));
    CHECK(test::joined(run.findings()) == finding);
    CHECK(run.plans.empty());
  }
}

TEST_CASE("fixes of conditions make them compile") {
  const std::pair<std::string, std::string> cases[] = {
      {"a && b", "a and b"},
      {"a&&b", "a and b"},
      {"a & b", "a and b"},
      {"a || b", "a or b"},
      {"a and !b", "a and not b"},
      {"a and ! b", "a and not b"},
      {"a and f_*", "a and 1 of f_*"},
      {"1 f_*", "1 of f_*"},
      {"a and F_1", "a and f_1"},
      {"'a && b'", "'a and b'"},
      {"1 of f_", "1 of f_*"},
      {">-\n    a\n    && b", ">-\n    a\n    and b"},
  };
  for (const auto& row : cases) {
    const auto& condition = row.first;
    const auto& fixed = row.second;
    CAPTURE(condition);
    const Run run(withCondition(condition));
    CHECK(run.fixed() == withCondition(fixed));
    CHECK(Run(run.fixed()).plans.size() == 1);
  }
}

TEST_CASE("a name that a condition cannot say is pointed at") {
  const Run run(test::ruleWith("  my selection: {a: 1}\n  condition: my selection\n"));
  CHECK(test::joined(run.findings()) ==
        "RULE070 `selection` expected `and`, `or` or the end after `my`, found `selection`");
  REQUIRE(run.report.findings().front().secondary.size() == 1);
  CHECK(run.sources.text(run.report.findings().front().secondary.front().span) == "my selection");
}

TEST_CASE("what is too deep, long or repetitive is refused, not run into") {
  const auto repeat = [](const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
  };
  CHECK(Run(withCondition(repeat("(", 200) + "a" + repeat(")", 200))).plans.size() == 1);
  CHECK(Run(withCondition(repeat("(", 201) + "a" + repeat(")", 201))).has("RULE075"));
  CHECK(Run(withCondition(repeat("(", 30'000))).has("RULE075"));
  CHECK(Run(withCondition(repeat("not ", 10'000) + "a")).filter() == "a equals 1");
  CHECK(Run(withCondition(repeat("a or ", 10'000) + "a")).plans.size() == 1);
  CHECK(Run(withCondition(repeat("a or ", 20'000) + "a")).has("RULE075"));
  // Stars do not make matching take forever.
  CHECK(Run(withCondition("1 of " + repeat("*a", 1'000) + "b")).has("RULE072"));
  std::string values = "  s: {f: [x0";
  for (int i = 1; i < 3'000; ++i) values += ", x" + std::to_string(i);
  CHECK(Run(test::ruleWith(values + "]}\n  condition: s" + repeat(" or s", 200) + "\n")).has("RULE075"));
}
