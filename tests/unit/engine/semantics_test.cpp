// The tables of docs/semantics.md, cell by cell.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "reference.h"
#include "support.h"

namespace {

using quarry::test::ruleOf;
using quarry::test::runRule;
using Cells = std::vector<std::string>;

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

// `\|` is a bar that separates nothing.
Cells cellsOf(const std::string& line) {
  Cells cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|')
      cell += line[++i];
    else if (line[i] == '|')
      cells.push_back(trimmed(std::move(cell))), cell.clear();
    else
      cell += line[i];
  }
  return cells;
}

// The rows of a table below its marker, the header first.
std::vector<Cells> table(const std::string& name) {
  std::ifstream in(QUARRY_ROOT "/docs/semantics.md");
  std::vector<Cells> rows;
  bool here = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "<!-- executed: " + name + " -->") {
      here = true;
    } else if (here && line.starts_with("|")) {
      if (!line.starts_with("|---")) rows.push_back(cellsOf(line));
    } else if (here && !rows.empty()) {
      break;
    }
  }
  REQUIRE(rows.size() > 1);
  return rows;
}

// What stands between back-quotes, one after the other; words outside of them as they are.
Cells values(const std::string& cell) {
  Cells all;
  std::string word;
  bool quoted = false;
  for (const char c : cell + " ") {
    if (c == '`') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!word.empty()) all.push_back(word);
      word.clear();
    } else {
      word += c;
    }
  }
  return all;
}
std::string value(const std::string& cell) {
  const Cells all = values(cell);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string eventWith(const std::string& json, int number = 0) {
  const std::string n = "\"n\":" + std::to_string(number);
  return json == "missing" ? "{" + n + "}" : "{\"f\":" + json + "," + n + "}";
}

void checkItem(const std::string& item, const std::string& event, bool expected) {
  CAPTURE(item);
  CAPTURE(event);
  const std::string rule = ruleOf((item.starts_with("[") ? "s: " + item : "s: {" + item + "}") + "\ncondition: s");
  CHECK(runRule(rule, event).rows.size() == (expected ? 1 : 0));
  CHECK(runRule(rule, event, false).rows.size() == (expected ? 1 : 0));
  // `not` is the complement.
  const std::string negated =
      ruleOf((item.starts_with("[") ? "s: " + item : "s: {" + item + "}") + "\ncondition: not s");
  CHECK(runRule(negated, event).rows.size() == (expected ? 0 : 1));
  if (item.find("fe80") != std::string::npos || item.find("a[1]") != std::string::npos ||
      item.find("a.b") != std::string::npos || item.find("|hour") != std::string::npos ||
      item.find("|week") != std::string::npos)
    return;  // more than the reference knows
  quarry::base::Sources sources;
  quarry::base::Report report;
  const auto documents = quarry::rule::read(sources.add("rule.yml", rule), sources, report);
  REQUIRE(documents.size() == 1);
  CHECK(quarry::test::reference::matches(std::get<quarry::rule::Rule>(documents.front()),
                                         quarry::test::reference::Json::parse(event)) == expected);
}

void checkMatrix(const std::string& name) {
  const std::vector<Cells> rows = table(name);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    REQUIRE(rows[r].size() == rows[0].size());
    for (std::size_t c = 1; c < rows[r].size(); ++c)
      checkItem(value("`" + rows[r][0].substr(1, rows[r][0].size() - 2) + "`"), eventWith(value(rows[0][c])),
                rows[r][c] == "✓");
  }
}

}  // namespace

TEST_CASE("semantics.md: tests") { checkMatrix("tests"); }
TEST_CASE("semantics.md: networks") { checkMatrix("networks"); }
TEST_CASE("semantics.md: parts of a time") { checkMatrix("times"); }

TEST_CASE("semantics.md: elements and paths") {
  const std::vector<Cells> rows = table("elements");
  for (std::size_t r = 1; r < rows.size(); ++r) checkItem(value(rows[r][0]), value(rows[r][1]), rows[r][2] == "✓");
}

TEST_CASE("semantics.md: expressions") {
  const std::vector<Cells> rows = table("expressions");
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const std::string expression = value(rows[r][0]), event = value(rows[r][1]), expected = value(rows[r][2]);
    CAPTURE(expression);
    CAPTURE(event);
    const auto ran = runRule(ruleOf("s: {nothing|exists: false}\ncondition: s",
                                    "steps:\n  - let: {x: \"" + expression + "\"}\n  - select: [x]"),
                             event);
    REQUIRE(ran.rows.size() == 1);
    CHECK(ran.rows.front() == (expected == "missing" ? "{}" : "{\"x\":" + expected + "}"));
  }
}

TEST_CASE("semantics.md: aggregates") {
  const std::vector<Cells> rows = table("aggregates");
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const std::string aggregate = value(rows[r][0]), expected = value(rows[r][2]);
    CAPTURE(aggregate);
    CAPTURE(rows[r][1]);
    std::string events;
    for (const std::string& one : values(rows[r][1])) events += eventWith(one) + "\n";
    const auto ran = runRule(
        ruleOf("s: {n: 0}\ncondition: s", "steps:\n  - group: {by: [n], x: \"" + aggregate + "\"}\n  - select: [x]"),
        events);
    REQUIRE(ran.rows.size() == 1);
    CHECK(ran.rows.front() == (expected == "missing" ? "{}" : "{\"x\":" + expected + "}"));
  }
}

TEST_CASE("semantics.md: sorting") {
  const std::vector<Cells> rows = table("sorting");
  for (std::size_t r = 1; r < rows.size(); ++r) {
    CAPTURE(rows[r][1]);
    std::string events;
    for (const std::string& one : values(rows[r][1])) events += eventWith(one) + "\n";
    const auto ran = runRule(
        ruleOf("s: {n: 0}\ncondition: s", "steps:\n  - sort: [" + value(rows[r][0].substr(0)) + "]\n  - select: [f]"),
        events);
    std::vector<std::string> expected;
    for (const std::string& one : values(rows[r][2]))
      expected.push_back(one == "missing" ? "{}" : "{\"f\":" + one + "}");
    CHECK(ran.rows == expected);
  }
}
