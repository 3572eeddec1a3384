#include <doctest/doctest.h>

#include "parsed.h"
#include "quarry/cql/format.h"

namespace quarry::cql {
namespace {

struct Case {
  const char *in, *out;
};

void checkAll(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    CAPTURE(c.in);
    const std::string out = format(test::Parsed(c.in).tree).text;
    CHECK(out == c.out);
    CHECK(format(test::Parsed(out).tree).text == out);
  }
}

TEST_CASE("a comment stays on the line it ends, or above the line it introduces") {
  checkAll({
      {"// only this", "// only this"},
      {"// head\n\n// more\na=1", "// head\n\n// more\na=1"},
      {"a=1   // about a\n|b=2", "a=1 // about a\n| b=2"},
      {"a=1\n   // about b\n|b=2", "a=1\n// about b\n| b=2"},
      {"a=1 /* soft */ | b=2", "a=1 /* soft */\n| b=2"},
      {"a=1 | b=2\n// the end", "a=1\n| b=2\n// the end"},
      {"a=1 // x\t \r\n| b=2", "a=1 // x\n| b=2"},
      {"a=1 /* two\n   lines */ b=2", "a=1 /* two\n   lines */\n  b=2"},
  });
}

TEST_CASE("a pipe moves to the front of its line, comments around it do not change sides") {
  checkAll({
      {"a=1 | // about a\nb=2", "a=1 // about a\n| b=2"},
      {"a=1 |\n// about b\nb=2", "a=1\n// about b\n| b=2"},
      {"a=1\n| // about b\nb=2", "a=1\n// about b\n| b=2"},
      {"a=1 // one\n| // two\nb=2", "a=1 // one\n// two\n| b=2"},
  });
}

TEST_CASE("comments inside a construct break it, and follow its commas and semicolons") {
  checkAll({
      {"f(a, // first\n b)", "f(a, // first\n  b)"},
      {"f(a // first\n , b)", "f(a, // first\n  b)"},
      {"x=1|select([a, // first\n b // second\n ])", "x=1\n| select([a, // first\n          b // second\n  ])"},
      {"x=1|case { a=1 // one\n ; // two\n b=2 }", "x=1\n| case {\n    a=1; // one\n    // two\n    b=2\n  }"},
      {"f(/* soft */ a, b)", "f( /* soft */ a, b)"},
      {"a=1 // left\n or b=2", "a=1 // left\n  or b=2"},
      {"groupBy(\n // key\n a, function=count())", "groupBy(\n  // key\n  a,\n  function=count())"},
  });
}

TEST_CASE("an ignore comment keeps its step") {
  checkAll({
      {"a=1\n// quarry: ignore[CQL100] on purpose\n| b=2 | c=3",
       "a=1\n// quarry: ignore[CQL100] on purpose\n| b=2\n| c=3"},
      {"a=1 | b=2 // quarry: ignore[CQL100] on purpose\n| c=3",
       "a=1\n| b=2 // quarry: ignore[CQL100] on purpose\n| c=3"},
  });
}

}  // namespace
}  // namespace quarry::cql
