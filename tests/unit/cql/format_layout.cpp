#include <doctest/doctest.h>

#include "parsed.h"
#include "quarry/cql/format.h"

namespace quarry::cql {
namespace {

std::string formatted(std::string_view text) { return format(test::Parsed(text).tree).text; }

// A query with another layout says the same: as many nodes, the same tokens, found where `offsets` says.
void checkSameQuery(std::string_view text) {
  CAPTURE(text);
  const test::Parsed before(text);
  const Formatted out = format(before.tree);
  const test::Parsed after(out.text);
  REQUIRE(after.tree.tokens.size() == before.tree.tokens.size());
  REQUIRE(out.offsets.size() == before.tree.tokens.size());
  for (std::uint32_t i = 0; i < before.tree.tokens.size(); ++i) {
    CHECK(after.tree.tokens[i].kind == before.tree.tokens[i].kind);
    CHECK(after.tree.tokenText(i) == before.tree.tokenText(i));
    CHECK(after.tree.tokens[i].begin == out.offsets[i]);
  }
  CHECK(after.tree.nodes.size() == before.tree.nodes.size());
  CHECK(format(after.tree).text == out.text);
}

struct Case {
  const char *in, *out;
};

void checkAll(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    CAPTURE(c.in);
    CHECK(formatted(c.in) == c.out);
    checkSameQuery(c.in);
  }
}

TEST_CASE("blanks") {
  checkAll({
      {"", ""},
      {"  a = 1  ", "a=1"},
      {"a  !=  b", "a!=b"},
      {"a >= 5 b<6", "a>=5 b<6"},
      {"a  like   b", "a like b"},
      {"x:=a+b*-c", "x := a + b * -c"},
      {"x := ( a-1 ) % 2", "x := (a - 1) % 2"},
      {"x=~in( values = [ 1,2 , 3 ] )", "x =~ in(values=[1, 2, 3])"},
      {"f( )", "f()"},
      {"test( a==b )", "test(a == b)"},
      {"! cidr (ip,subnet = \"10.0.0.0/8\")", "!cidr(ip, subnet=\"10.0.0.0/8\")"},
      {"not(a=1 or b=2)", "not (a=1 or b=2)"},
      {"a=1   and(b=2 OR c=3)", "a=1 and (b=2 OR c=3)"},
      {"\"free text\"   /re/i ?p", "\"free text\" /re/i ?p"},
      {"$saved( x = \"y\" )", "$saved(x=\"y\")"},
      {"[ lo := min( x ), max(y) ]", "[lo := min(x), max(y)]"},
      {"groupBy(a,function={ b:=avg(c)|d:=b })", "groupBy(a, function={b := avg(c) | d := b})"},
      {"a=?{x = *}", "a=?{x = *}"},
      {"f = ~x", "f= ~x"},  // without the blank it would be another operator
  });
}

TEST_CASE("a step a line, its pipe in front") {
  checkAll({
      {"a=1|b=2", "a=1\n| b=2"},
      {"a=1 |\nb=2 |\nc:=d", "a=1\n| b=2\n| c := d"},
      {"| a=1 | b=2", "| a=1\n| b=2"},
      {"a=1 |", "a=1 |"},
      {"a=1\n\n\n\n| b=2\n\n", "a=1\n\n| b=2"},
  });
}

TEST_CASE("case and match") {
  checkAll({
      {"case{a=1|b:=2;*|b:=3}", "case { a=1 | b := 2; * | b := 3 }"},
      {"x=1|case{a=1;b=2;*}", "x=1\n| case {\n    a=1;\n    b=2;\n    *\n  }"},
      {"x=1|case{a=1;b=2;*;}|y=2", "x=1\n| case {\n    a=1;\n    b=2;\n    *;\n  }\n| y=2"},
      {"x match{1=>a:=\"one\";*=>a:=\"other\"}", "x match { 1 => a := \"one\"; * => a := \"other\" }"},
      {"q=1|x match{1=>a:=1;2=>a:=2;*=>*}", "q=1\n| x match {\n    1 => a := 1;\n    2 => a := 2;\n    * => *\n  }"},
      {"x=1|case{a=1|case{b=1;c=1;d=1};*}",
       "x=1\n| case {\n    a=1\n      | case {\n          b=1;\n          c=1;\n          d=1\n        };\n    *\n  }"},
      // A clause that is longer than a line goes on below its beginning.
      {"x=1|case{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1|bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb="
       "2|c=3;*}",
       "x=1\n| case {\n    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1\n"
       "      | bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb=2\n      | c=3;\n    *\n  }"},
  });
}

TEST_CASE("what is longer than a line breaks at its outermost joints and aligns") {
  const std::string long1(40, 'a'), long2(40, 'b'), long3(40, 'c');
  const auto check = [](const std::string& in, const std::string& out) {
    CAPTURE(in);
    CHECK(formatted(in) == out);
    checkSameQuery(in);
  };
  check("x=1 | groupBy([" + long1 + "], function=count(as=" + long2 + "), limit=max, z=" + long3 + ")",
        "x=1\n| groupBy([" + long1 + "],\n          function=count(as=" + long2 +
            "),\n          limit=max,\n          z=" + long3 + ")");
  check("select([" + long1 + ", " + long2 + ", " + long3 + "])",
        "select([" + long1 + ",\n        " + long2 + ",\n        " + long3 + "])");
  check("x=1 | f=/" + long1 + long2 + "/i or g=/" + long3 + "/i",
        "x=1\n| f=/" + long1 + long2 + "/i\n    or g=/" + long3 + "/i");
  check("x=1 | not (f=/" + long1 + long2 + "/i or g=/" + long3 + "/i)",
        "x=1\n| not (f=/" + long1 + long2 + "/i\n       or g=/" + long3 + "/i)");
  check("v := " + long1 + " + " + long2 + " * " + long3, "v := " + long1 + "\n  + " + long2 + " * " + long3);
  check("correlate(A: {x=1 | y=" + long1 + "} include: [" + long2 + "], B: {x=2 | z <=> A.z | w=" + long3 +
            "}, within=1h)",
        "correlate(\n  A: {\n    x=1\n    | y=" + long1 + "\n  } include: [" + long2 +
            "],\n  B: {x=2 | z <=> A.z | w=" + long3 + "},\n  within=1h)");
}

TEST_CASE("a block that needs lines has a step a line, one that comes first opens at the bracket") {
  const std::string name(80, 'a'), longer(90, 'a');
  const auto check = [](const std::string& in, const std::string& out) {
    CAPTURE(in);
    CHECK(formatted(in) == out);
    checkSameQuery(in);
  };
  check("x=1 | join({y=1 | z=" + longer + "}, field=aid, include=[b, c])",
        "x=1\n| join({\n      y=1\n      | z=" + longer + "\n    },\n    field=aid,\n    include=[b, c])");
  check("defineTable(query={y=1 | z=" + name + "}, include=[b, c], name=t)",
        "defineTable(query={\n    y=1\n    | z=" + name + "\n  },\n  include=[b, c],\n  name=t)");
  check("groupBy([" + name + "], function={y := count() | z := y | " + name + "=1})",
        "groupBy(\n  [" + name + "],\n  function={\n    y := count()\n    | z := y\n    | " + name + "=1\n  })");
  check("f(first=" + name + ", second=g(x=[" + name + ", " + name + "]))",
        "f(first=" + name + ",\n  second=g(x=[" + name + ",\n              " + name + "]))");
}

TEST_CASE("nothing aligns far to the right") {
  const std::string name(38, 'a');
  CHECK(formatted("x=1 | " + name + "([" + name + ", " + name + "])") ==
        "x=1\n| " + name + "([\n    " + name + ",\n    " + name + "])");
}

TEST_CASE("mistakes are kept as they were written") {
  checkAll({
      {"a=1|x := == |b=2", "a=1\n| x := ==\n| b=2"},
      {"a=1 | x :=   ==   y | b=2", "a=1\n| x :=   ==   y\n| b=2"},
  });
  for (const char* text : {"a == b", "f(a", "case { a => b }", "x = !y", "a \"unterminated\n| b=1", "'a' | b='c'",
                           "a && b || c", "f(a and b)", "x := a\ny := b", "case { } | ;", "x in [1,2]", "]",
                           "a=1 } | b=2", "groupBy(a\n| count()", "f=/a\nb/ | c"})
    checkSameQuery(text);
}

TEST_CASE("the width is a setting") {
  const test::Parsed parsed("f(alpha, beta, gamma)");
  CHECK(format(parsed.tree, Layout{21, 2}).text == "f(alpha, beta, gamma)");
  CHECK(format(parsed.tree, Layout{20, 2}).text == "f(alpha,\n  beta,\n  gamma)");
}

}  // namespace
}  // namespace quarry::cql
