#include <doctest/doctest.h>

#include "flowed.h"

namespace quarry::cql {
namespace {

using test::Flowed;

struct Case {
  const char *query, *end;
};

void checkAll(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    CAPTURE(std::string(c.query));
    CHECK(Flowed(c.query).end() == std::string(c.end));
  }
}

TEST_CASE("filters read, and captures make fields") {
  checkAll({
      {"a=1", "*"},
      {"a=/x(?<b>.)(?<c.d>.)/", "* b? c.d?"},
      {"/x(?<b>.)/i", "* b?"},
      {"a=1 b=/(?<c>x)/", "* c?"},
      {"a=/(?<b>x)/ or a=/(?<c>y)/", "* b? c?"},
      {"regex(\"(?<b>\\\\d+)\", field=a)", "* b?"},
      {"a =~ regex(\"(?<b>x)\", strict=false)", "* b?"},
      {"a match { /(?<b>x)/ => *; * => * }", "* b?"},
  });
  CHECK(Flowed("a=1 (b>2 or not c=3) d like x").reads(0) == "a b c d");
  CHECK(Flowed("\"host-name\"=*").reads(0) == "host-name");
  CHECK(Flowed("error \"x y\" /z/").reads(0).empty());
}

TEST_CASE("assignments") {
  checkAll({
      {"x := 1", "* x"},
      {"x := -1 | y := \"a\"", "* x y"},
      {"x := a + b", "* x?"},
      {"x := 1 | y := x", "* x y"},
      {"eval(x=1, y=a*2)", "* x? y?"},
      {"x := lower(a)", "* x?"},
      {"lower(a, as=x)", "* x?"},
      {"lower(a)", "* _lower?"},
      {"x := if(a==1, then=\"b\", else=c)", "* x?"},
      {"x := test(a==1)", "* x?"},
  });
  CHECK(Flowed("x := a + if(b==1, then=c, else=\"d\") / lower(e)").reads(0) == "a b c e");
}

TEST_CASE("rename, drop, select, table") {
  checkAll({
      {"rename(a, as=b)", "* b? -a"},
      {"b := rename(a)", "* b? -a"},
      {"rename([[a, b], [b, c]])", "* b? c? -a"},
      {"rename([[a, b], [b, a]])", "* a? b?"},
      {"x := 1 | rename(x, as=y)", "* y -x"},
      {"drop([a, b])", "* -a -b"},
      {"drop(a) | a := 1", "* a"},
      {"select([a, b])", "a? b?"},
      {"x := 1 | select([x, b])", "b? x"},
      {"x := 1 | table([x, b]) | drop(b)", "x"},
      {"select([a, ?b])", "* a?"},
  });
}

TEST_CASE("case and match: a field may be there after some clauses only") {
  checkAll({
      {"case { a=1 | x := 1; * }", "* x?"},
      {"case { a=1 | x := 1; * | x := 2 }", "* x"},
      {"case { a=1 | drop(b); * }", "*"},
      {"case { a=1 | drop(b); * | drop(b) }", "* -b"},
      {"case { a=1 | select([a, b]); * | select(a) }", "a? b?"},
      {"case { a=1 | select([a, b]); * }", "* a? b?"},
      {"case { a=1 | x := 1; false }", "* x"},
      {"case { a=1 | x := 1; b=2 | dropEvent() }", "* x"},
      {"x := 1 | case { a=1 | x := 2; * }", "* x"},
      {"a match { 1 => x := 1; * => y := 2 }", "* x? y?"},
      {"a match { in(values=[1]) => x := 1; * => x := 2 }", "* x"},
      {"false", "dead"},
      {"case { false; dropEvent() }", "dead"},
      {"case { case { a=1 | x := 1; * | x := 2 }; * }", "* x?"},
  });
  CHECK(Flowed("a match { in(values=[1]) => b=2; * => * }").reads(0) == "a b");
}

TEST_CASE("what cannot be known opens the set again, and is no finding") {
  checkAll({
      {"groupBy(a) | $saved() | b=1", "* _count? a?"},
      {"groupBy(a) | nosuchfunction(b)", "* _count? a?"},
      {"groupBy(a) | ) | b=1", "* _count? a?"},
      {"groupBy(a)\nb=1 | c=2", "* _count? a?"},
      {"groupBy(a) | setField(target=b, value=1)", "* _count a?"},
      {"groupBy(a) | setField(target=\"b\", value=1)", "_count a? b?"},
      {"groupBy(a) | match(file=\"x.csv\", field=a)", "* _count a?"},
      {"groupBy(a) | case { b=; * }", "* _count? a?"},
  });
  for (const char* query :
       {"groupBy(a) | $saved() | b=1", "groupBy(a) | ) | b=1", "groupBy(a) | x := b + | c=1", "groupBy(a)\n| b=\n| c=1",
        "groupBy(a, b) | b=1", "groupBy(a) | in(\"b\", \"c\")", "groupBy([a, ?b]) | c=1", "groupBy(a) | false | b=1"}) {
    CAPTURE(std::string(query));
    CHECK(Flowed(query).codes().empty());
  }
}

}  // namespace
}  // namespace quarry::cql
