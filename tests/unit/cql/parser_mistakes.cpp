// What people write by mistake: each has one named finding at its place, and a fix where one is possible.
#include <doctest/doctest.h>

#include <set>

#include "parsed.h"

namespace quarry::cql::test {
namespace {

struct Mistake {
  std::string_view source;
  std::string_view codes;
  std::string_view repaired;  // by the first fix of each finding
};

// clang-format off
const Mistake kMistakes[] = {
    // Quotes without a partner.
    {R"q(a="x" | b="y | c="z")q", "CQL010@10", R"q(a="x" | b="y" | c="z")q"},
    {R"q(a=x" | b="y" | c="z")q", "CQL010@3", R"q(a="x" | b="y" | c="z")q"},
    {R"q(in(f, values=["a, "b"]))q", "CQL010@14", R"q(in(f, values=["a", "b"]))q"},
    {R"q(in(f, values=[a", "b"]))q", "CQL010@15", R"q(in(f, values=["a", "b"]))q"},
    {"a=\"x\n| b=\"y\"\n| c=\"z\"", "CQL010@2", "a=\"x\"\n| b=\"y\"\n| c=\"z\""},
    {R"q(case { a=1 | b := "x ; * | b := "y" })q", "CQL010@18", R"q(case { a=1 | b := "x" ; * | b := "y" })q"},
    {R"q(regex("""a "b" c"""))q", "CQL010@6", R"q(regex("a \"b\" c"))q"},
    // Brackets.
    {R"q(case a=1 | b:="x"; * | b:="y" })q", "CQL031@0", R"q(case { a=1 | b:="x"; * | b:="y" })q"},
    {R"q(x match "a" => b:=1; * => * })q", "CQL031@2", R"q(x match { "a" => b:=1; * => * })q"},
    {R"q(case { a=1 | b:="x"; * | b:="y"
| count())q", "CQL031@5", "case { a=1 | b:=\"x\"; * | b:=\"y\" }\n| count()"},
    {R"q(groupBy([a, b, function=count()))q", "CQL031@8", R"q(groupBy([a, b], function=count()))q"},
    {R"q(groupBy(a, b], function=count()))q", "CQL031@12", R"q(groupBy(a, b, function=count()))q"},
    {R"q(groupBy[(a, b]))q", "CQL031@7", R"q(groupBy([a, b]))q"},
    {R"q(groupBy([a, b)], limit=5))q", "CQL031@13", R"q(groupBy([a, b], limit=5))q"},
    {R"q(join({a=1 | b=2, field=x))q", "CQL031@5", R"q(join({a=1 | b=2 }, field=x))q"},
    {R"q(select a, b) | x=1)q", "CQL031@0", R"q(select( a, b) | x=1)q"},
    {R"q(f(a; b))q", "CQL050@3", R"q(f(a, b))q"},
    {R"q(a=/(x|y/)q", "CQL025@3", R"q(a=/(x|y/)q"},
    {R"q(a=/x|y)/)q", "CQL025@6", R"q(a=/x|y)/)q"},
    {R"q(a=/[a-z/)q", "CQL025@3", R"q(a=/[a-z/)q"},
    // Keywords and operators.
    {R"q(csae { a=1; * })q", "CQL030@0", R"q(case { a=1; * })q"},
    {R"q(x mach { 1 => *; * => * })q", "CQL030@2", R"q(x match { 1 => *; * => * })q"},
    {R"q(match { 1 => *; * => * })q", "CQL030@0", R"q(match { 1 => *; * => * })q"},
    {R"q(x := case { a=1 | "A"; * | "B" })q", "CQL030@5", R"q(x := case { a=1 | "A"; * | "B" })q"},
    {R"q(x := y match { 1 => "A"; * => "B" })q", "CQL030@7", R"q(x := y match { 1 => "A"; * => "B" })q"},
    {R"q(case { a=1 -> b:=2; * })q", "CQL032@11", R"q(case { a=1 | b:=2; * })q"},
    {R"q(x match { "a" -> b:=1; * => * })q", "CQL023@14", R"q(x match { "a" => b:=1; * => * })q"},
    {R"q(x match { "a": b:=1; * => * })q", "CQL023@13", R"q(x match { "a" => b:=1; * => * })q"},
    {R"q(x match { 1 => b:=1 | 2 => b:=2 })q", "CQL032@20", R"q(x match { 1 => b:=1 ; 2 => b:=2 })q"},
    {R"q(n := array::length(a))q", "CQL023@10", R"q(n := array:length(a))q"},
    {R"q(total: sum(x))q", "CQL023@5", R"q(total:= sum(x))q"},
    {R"q(a= and b=1)q", "CQL030@1", R"q(a= and b=1)q"},
    {R"q(lower(a) = "b")q", "CQL048@0", R"q(test(lower(a) == "b"))q"},
    {R"q(test(a = b))q", "CQL052@7", R"q(test(a == b))q"},
    {R"q(x := if(a = 1, then=2, else=3))q", "CQL052@10", R"q(x := if(a == 1, then=2, else=3))q"},
    {R"q(x := if(a == 1, then=2, else if(b, then=1, else=2)))q", "CQL030@24",
     R"q(x := if(a == 1, then=2, else=if(b, then=1, else=2)))q"},
    {R"q(bucket(span=1d, (field=x)))q", "CQL052@22", R"q(bucket(span=1d, field=x))q"},
    {R"q(join({a=1}, field=[b, c=d]))q", "CQL052@23", R"q(join({a=1}, field=[b, c=d]))q"},
    {R"q(p in (80, 443))q", "CQL045@2", R"q(in(p, values=[80, 443]))q"},
    {R"q(p not in ("a"))q", "CQL045@6", R"q(!in(p, values=["a"]))q"},
    {R"q(a <=> b)q", "CQL055@2", R"q(test(a == b))q"},
    {R"q(_time=/(\d+)\./.)q", "CQL017@15", R"q(_time=/(\d+)\./.)q"},
    // A call that is no condition is a step of its own.
    {R"q(a=1 groupBy(b))q", "CQL042@4", R"q(a=1 | groupBy(b))q"},
    {"count()\n#type=x", "CQL042@8", "count()\n| #type=x"},
    {R"q(case { a=1 => b:="x"; * => b:="y"; })q", "CQL032@11 CQL032@24",
     R"q(case { a=1 | b:="x"; * | b:="y"; })q"},
    {R"q(a=1 => b:=2)q", "CQL032@4",
     R"q(a=1 | b:=2)q"},
    {R"q(Score => 5)q", "CQL051@6",
     R"q(Score >= 5)q"},
    {R"q(lvl match { "W" | s:=1; * => * })q", "CQL033@16",
     R"q(lvl match { "W" => s:=1; * => * })q"},
    {R"q(lvl match { "W" => s:=1
 "X" => s:=2 })q", "CQL043@25",
     R"q(lvl match { "W" => s:=1;
 "X" => s:=2 })q"},
    {R"q(lvl match { "W" => ; * => * })q", "CQL040@16",
     R"q(lvl match { "W" => * ; * => * })q"},
    {R"q(status == 200)q", "CQL035@7",
     R"q(status = 200)q"},
    {R"q(a == b)q", "CQL035@2",
     R"q(a = b)q"},
    {R"q(u =~ /adm/i)q", "CQL036@2",
     R"q(u = /adm/i)q"},
    {R"q(u =~ "adm")q", "CQL036@2",
     R"q(u = "adm")q"},
    {R"q(u !~ /adm/ | v !~ in(values=[1]))q", "CQL023@2 CQL023@15",
     R"q(u != /adm/ | v =~ !in(values=[1]))q"},
    {R"q(a=1 && b=2)q", "CQL022@4",
     R"q(a=1 and b=2)q"},
    {R"q(a=1 || b=2)q", "CQL022@4",
     R"q(a=1 or b=2)q"},
    {R"q(lower(a)(b=1))q", "CQL042@8", R"q(lower(a) | (b=1))q"},
    {R"q(user='bob')q", "CQL013@5",
     R"q(user="bob")q"},
    {R"q(user=“bob”)q", "CQL014@5",
     R"q(user="bob")q"},
    {R"q(host-name=* | a:b := 1)q", "CQL038@0 CQL038@14",
     R"q("host-name"=* | "a:b" := 1)q"},
    {R"q(case { a=1;; * })q", "CQL040@11",
     R"q(case { a=1; * })q"},
    {R"q(case {})q", "CQL040@5",
     R"q(case {})q"},
    {R"q(a=1 | | b=2)q", "CQL039@6",
     R"q(a=1 |  b=2)q"},
    {R"q(x="abc
| y=1)q", "CQL010@2",
     R"q(x="abc"
| y=1)q"},
    {R"q(x="abc
| y="z")q", "CQL010@2",
     R"q(x="abc"
| y="z")q"},
    {R"q(/foo(a | b=1)q", "CQL011@0",
     R"q(/foo(a | b=1)q"},
    {R"q(a=/(
 x|
 y)/ | b=1)q", "CQL012@2",
     R"q(a=/(
 x|
 y)/ | b=1)q"},
    {R"q(path=/etc/passwd)q", "CQL018@5",
     R"q(path="/etc/passwd")q"},
    {R"q(url=/https?://(a|b)/i)q", "CQL018@4",
     R"q(url=/https?:\/\/(a|b)/i)q"},
    {R"q(f=/[/]x/)q", "CQL024@4",
     R"q(f=/[\/]x/)q"},
    {R"q(f=/x/s)q", "CQL017@5",
     R"q(f=/x/s)q"},
    {R"q(name=DC01$ | who=O'Brien)q", "CQL019@5 CQL019@17",
     R"q(name="DC01$" | who="O'Brien")q"},
    {R"q((a=1)q", "CQL031@0",
     R"q((a=1))q"},
    {R"q(groupBy([a, b] | sort(a))q", "CQL031@7",
     R"q(groupBy([a, b]) | sort(a))q"},
    {R"q(groupBy([a, b) | sort(a))q", "CQL031@8",
     R"q(groupBy([a, b]) | sort(a))q"},
    {R"q(f(a] | b=1)q", "CQL031@3",
     R"q(f(a) | b=1)q"},
    {R"q(a=1) | b=2)q", "CQL031@3",
     R"q(a=1 | b=2)q"},
    {R"q(a=1 } | b=2)q", "CQL031@4",
     R"q(a=1  | b=2)q"},
    {R"q(case { a=1 | b:=2; *)q", "CQL031@5",
     R"q(case { a=1 | b:=2; * })q"},
    {R"q((a=1 | b=2))q", "CQL050@5",
     R"q((a=1 | b=2))q"},
    {R"q(p in [80, 443])q", "CQL045@2",
     R"q(in(p, values=[80, 443]))q"},
    {R"q(p not in [80, 443])q", "CQL045@6",
     R"q(!in(p, values=[80, 443]))q"},
    {R"q(a=[1, 2] | b!=["x"])q", "CQL048@2 CQL048@14",
     R"q(in(a, values=[1, 2]) | !in(b, values=["x"]))q"},
    {R"q(a=lower(b))q", "CQL048@2",
     R"q(test(a == lower(b)))q"},
    {R"q(f=!x)q", "CQL049@1",
     R"q(f!=x)q"},
    {R"q(400 > status)q", "CQL047@6",
     R"q(status < 400)q"},
    {R"q(a > b)q", "CQL047@4",
     R"q(test(a > b))q"},
    {R"q($q)q", "CQL046@0",
     R"q($q())q"},
    {R"q(x:=1
groupBy(y))q", "CQL042@5",
     R"q(x:=1
| groupBy(y))q"},
    {R"q(case { a=1 }
b=2)q", "CQL042@13",
     R"q(case { a=1 }
| b=2)q"},
    {R"q(f = a; b=1)q", "CQL041@5",
     R"q(f = a | b=1)q"},
    {R"q(test(a=="x" and b>1))q", "CQL044@12",
     R"q(test(a=="x") | test(b>1))q"},
    {R"q(x := not y)q", "CQL044@5",
     R"q(x := !y)q"},
    {R"q(x := a == (b = c))q", "CQL052@13",
     R"q(x := a == (b == c))q"},
    {R"q(x := y = z)q", "CQL052@7",
     R"q(x := y == z)q"},
    {R"q(regex(/ab\/c/, field=f))q", "CQL037@6",
     R"q(regex("ab/c", field=f))q"},
    {R"q(a := b == /x/)q", "CQL037@10",
     R"q(a := b == /x/)q"},
    {R"q(a <> 1 | b =< 2)q", "CQL023@2 CQL023@11",
     R"q(a != 1 | b <= 2)q"},
    {R"q(groupBy(x, function=count() as n))q", "CQL030@28",
     R"q(groupBy(x, function=count(as=n)))q"},
    {R"q(a=1 /* open)q", "CQL021@4",
     R"q(a=1 /* open)q"},
    {R"q(stats)q", "CQL053@0",
     R"q("stats")q"},
    {R"q(a=1, b=2)q", "CQL030@3",
     R"q(a=1, b=2)q"},
    {R"q(x := )q", "CQL030@2",
     R"q(x := )q"},
    {R"q(a:=b c)q", "CQL030@5",
     R"q(a:=b c)q"},
};
// clang-format on

TEST_CASE("mistakes have a name and a fix") {
  for (const Mistake& mistake : kMistakes) {
    CAPTURE(mistake.source);
    const Parsed parsed(mistake.source);
    CHECK(parsed.codes() == mistake.codes);
    CHECK(parsed.repaired() == mistake.repaired);
  }
}

TEST_CASE("a repaired query has nothing left to repair") {
  for (const Mistake& mistake : kMistakes) {
    const Parsed parsed(mistake.source);
    const std::string repaired = parsed.repaired();
    if (repaired == mistake.source) continue;
    CAPTURE(repaired);
    CHECK(Parsed(repaired).codes() == "");
  }
}

TEST_CASE("no fix is safer than its code allows") {
  for (const Mistake& mistake : kMistakes) {
    const Parsed parsed(mistake.source);
    for (const auto& finding : parsed.report.findings())
      for (const auto& fix : finding.fixes) {
        CAPTURE(finding.def->code);
        CHECK(finding.def->fix != base::FixKind::none);
        CHECK((fix.safety == base::Safety::review || finding.def->fix == base::FixKind::safe));
      }
  }
}

TEST_CASE("one mistake costs one step") {
  // The step in the middle is lost; those around it are there.
  const Parsed parsed("a=1 | groupBy(x y) | b := 2 | c=~in(values=[1])");
  CHECK(parsed.codes() == "CQL030@16");
  CHECK(parsed.shape() ==
        "{filter-step(comparison[=](field:a value:1)) | error:groupBy(x y) | assign-step(field:b literal:2) | "
        "field-op-step(field:c call[in](named-argument[values](array(literal:1))))}");
}

TEST_CASE("a mistake inside braces costs one step inside them") {
  const Parsed parsed("case { a b= | c:=1; d=2 | e:=f g; * } | join(query={x=1 | (y} , field=z)");
  CHECK(parsed.codes() == "CQL030@10 CQL030@31 CQL031@58");
  CHECK(parsed.shape() ==
        "{case-step(clause({error:a b= | assign-step(field:c literal:1)}) "
        "clause({filter-step(comparison[=](field:d value:2)) | error:e:=f g}) clause({filter-step(free-text:*)})) | "
        "filter-step(call[join](named-argument[query](subquery({filter-step(comparison[=](field:x value:1)) | "
        "filter-step(paren-filter(free-text:y))})) named-argument[field](field:z)))}");
}

TEST_CASE("what stands between braces of a failed step is still read") {
  const Parsed parsed("join(, {a=1 | b=~x}) | c=1");
  CHECK(parsed.codes() == "CQL030@4 CQL036@15");
  CHECK(parsed.shape() ==
        "{error(subquery({filter-step(comparison[=](field:a value:1)) | field-op-step(field:b value:x)})) | "
        "filter-step(comparison[=](field:c value:1))}");
}

TEST_CASE("a query from practice: three arrows in a case, and words of another language") {
  const Parsed parsed(R"q(#kind = "Change"
| Name = /(?i)(create|delete)/
| groupBy([Actor, Name], function=[count(as=N), min(timestamp, as=First)])
| case {
Name = /(?i)(delete)/ => Score := "High";
Name = /(?i)(create)/ => Score := "Medium";
* => Score := "Low";
}
| where Score in ("High", "Medium")
| sort(Score)
)q");
  std::set<std::string_view> codes;
  for (const auto& finding : parsed.report.findings()) {
    codes.insert(finding.def->code);
    REQUIRE(finding.fixes.size() == 1);
    CHECK(finding.fixes[0].safety == base::Safety::safe);
    CHECK(parsed.sources.text(finding.primary.span) == "=>");
  }
  CHECK(parsed.report.size() == 3);
  CHECK(codes == std::set<std::string_view>{"CQL032"});
  walk(parsed.tree, [&](NodeId id) { CHECK(kindOf(parsed.tree, id) != NodeKind::error); });
  const std::vector<NodeId> all = steps(parsed.tree, mainPipeline(parsed.tree));
  REQUIRE(all.size() == 6);
  CHECK(shapeOf(parsed.tree, all[4]) ==
        "filter-step(and(free-text:where free-text:Score call[in](argument(literal:\"High\") "
        "argument(literal:\"Medium\"))))");
}

TEST_CASE("no message of the parser generator reaches a user") {
  for (std::string_view source :
       {"f(", "a=", ":=",   "x:=y+", "case", "case {", "f(a,,b)", "[",     "not",  "a=1 or", "x match { a => b }}",
        "(",  ")",  "f(=)", "f(a=)", "f(:)", "a <=> ", "=~ f()",  "x =~ ", "like", "a like", ","}) {
    CAPTURE(source);
    const Parsed parsed(source);
    for (const auto& finding : parsed.report.findings()) {
      CAPTURE(finding.message);
      for (std::string_view word : {"WORD", "viable", "mismatched", "extraneous", "EOF", "expecting", "recognition"})
        CHECK(finding.message.find(word) == std::string::npos);
    }
  }
}

TEST_CASE("limits") {
  const auto nested = [](std::size_t depth) {
    std::string text = "x := ";
    for (std::size_t i = 0; i < depth; ++i) text += '(';
    text += 'a';
    for (std::size_t i = 0; i < depth; ++i) text += ')';
    return text;
  };
  CHECK(Parsed(nested(499)).codes() == "");
  CHECK(Parsed(nested(501)).codes() == "CQL003@0");
  CHECK(Parsed(nested(20000)).codes() == "CQL003@0");
  std::string chain = "x := a";
  for (int i = 0; i < 20000; ++i) chain += " + a";
  CHECK(Parsed(chain).codes() == "CQL003@0");
  std::string prefixes;
  for (int i = 0; i < 20000; ++i) prefixes += "not ";
  CHECK(Parsed(prefixes + "a=1").codes() == "CQL003@0");
  std::string alternating;
  for (int i = 0; i < 20000; ++i) alternating += "(}";
  CHECK(Parsed(alternating).codes() == "CQL003@0");
  std::string wide = "a=0";
  for (int i = 0; i < 5000; ++i) wide += " or a=1";
  CHECK(Parsed(wide).codes() == "");
  // A hundred findings, and one that says that there are more.
  const Parsed many(std::string(1000, ';'));
  CHECK(many.report.size() == 101);
  CHECK(many.report.findings().back().def->code == "CQL054");
}

TEST_CASE("text that is not UTF-8 is refused with its place") {
  const Parsed parsed("a=1 \xFF b");
  CHECK(parsed.codes() == "CQL002@4");
  CHECK(parsed.tree.text == "a=1 \xFF b");
}

}  // namespace
}  // namespace quarry::cql::test
