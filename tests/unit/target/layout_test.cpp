// A query is laid out step by step where it can be: the whole of it, laid out at once, looks the same.
#include "target/cql/layout.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "quarry/cql/format.h"
#include "quarry/cql/parse.h"

using namespace quarry;

namespace {

std::string laidOut(const std::string& text) {
  target::Query query;
  query.text = text;
  return target::cql::laidOut(std::move(query)).text;
}

std::string formatted(const std::string& text) {
  base::Sources sources;
  base::Report report;
  return cql::format(cql::parse(sources.add("query", text), sources, report)).text;
}

std::string repeated(const std::string& part, const std::string& separator, int count) {
  std::string out = part + "0";
  for (int i = 1; i < count; ++i) out += separator + part + std::to_string(i);
  return out;
}

}  // namespace

TEST_CASE("a query laid out step by step looks as if it were laid out at once") {
  const std::vector<std::string> steps = {
      "a=1",
      "in(field, values=[\"a\", \"b\"])",
      "a=/x\\/y/i or b=\"| c\"",
      "in(field, values=[\"" + repeated("value", "\", \"", 30) + "\"])",
      repeated("some.field.of.it=/some.text/i or another=", " or ", 9),
      "case {\n    a=1 | b := 2;\n    *\n  }",
      "case { a=1 | b := 2; a=2 | b := 3; * | b := \"" + repeated("x", " ", 40) + "\" }",
      "groupBy([a, b], function=[count(as=n), " + repeated("max(field, as=m", "), ", 12) + ")])",
      "x := if(a == 1, then=\"{\", else=\"" + repeated("y", " ", 50) + "\")",
  };
  for (const std::string& first : steps) {
    CHECK(laidOut(first) == formatted(first));
    for (const std::string& second : steps)
      for (const std::string& third : steps) {
        const std::string text = first + "\n| " + second + "\n| " + third;
        CHECK(laidOut(text) == formatted(text));
      }
  }
}
