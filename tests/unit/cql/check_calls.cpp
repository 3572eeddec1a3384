// The checks of calls, finding by finding.
#include <doctest/doctest.h>

#include "parsed.h"
#include "quarry/cql/check.h"

namespace quarry::cql::test {
namespace {

// The query parsed, with the findings on its calls in place of those of the parser.
struct Calls : Parsed {
  explicit Calls(std::string_view text, const UserFunctions& own = {}) : Parsed(text) {
    base::Report calls;
    checkCalls(tree, own, report, calls);
    report = std::move(calls);
  }
  std::string plainCodes() const {
    std::string out;
    for (const auto& d : report.findings()) out.append(out.empty() ? "" : " ").append(d.def->code);
    return out;
  }
  base::Safety safety() const {
    REQUIRE(!report.findings().empty());
    REQUIRE(!report.findings()[0].fixes.empty());
    return report.findings()[0].fixes[0].safety;
  }
};

std::string codes(std::string_view query) { return Calls(query).plainCodes(); }
std::string repaired(std::string_view query) { return Calls(query).repaired(); }

TEST_CASE("calls that are in order") {
  for (const char* query : {
           "groupBy([a, b], function=[count(), sum(x, as=s)], limit=max)",
           "GROUPBY(a) | SelectLast([b])",
           "groupBy(a, function=(count(as=n)))",
           "groupBy(a, function=[n := count(), {x > 1 | sum(x)}])",
           "groupBy(a, function=[])",
           "x := lower(a) | a =~ in(values=[b]) | y := formatTime(\"%H\")",
           "eval(h=formatTime(\"%H\"), n=a+1)",
           "in(a, values=?list) | head(?n) | sort(a, order=?o)",
           "if(a > 1, then=\"x\", else=\"y\", as=z)",
           "case { a=1 | x := upper(a); * }",
           "a match { in(values=[b, c]) => x := 1; * => * }",
           "$saved(a=1, b) | $\"other one\"()",
           "correlate(A: {a=1} include: [x], B: {b=2 | x <=> A.x}, within=1h, sequence=true)",
           "defineTable(query={#type=b | groupBy(a)}, name=\"t\", include=[*]) | match(table=t, field=a)",
           "join({#type=b | count(c)}, field=a, include=*)",
           "head() | accumulate(sum(x)) | slidingWindow([sum(x), count()], events=3)",
           "sort([a, b], type=[string, number], order=[asc, desc], limit=max)",
           "timeChart(span=1h, function=window(avg(x), span=3h))",
           "rename([[a, b], [c, d]]) | rename(field=a, as=b)",
           "array:filter(\"x[]\", var=y, function={y=1}) | array:union(names, as=n)",
           "replace(\"a\", field=b) | bucket(\"5 minutes\") | session(maxpause=1h30m, count())",
           "regex(\"(?<x>a)\", field=b, flags=im, strict=false)",
           "math:abs(a, as=b) | c := -1 * math:floor(a)",
           "split(field=\"\") | tail(limit=10) | *",
           "beta:param(p, as=x)",
       })
    CHECK_MESSAGE(codes(query).empty(), query << ": " << codes(query));
}

TEST_CASE("functions that do not exist") {
  CHECK(codes("grupBy(a)") == "CQL060");
  CHECK(repaired("grupBy(a)") == "groupBy(a)");
  CHECK(Calls("grupBy(a)").safety() == base::Safety::safe);
  CHECK(Calls("grupBy(a, nosuch=1)").safety() == base::Safety::review);
  CHECK(repaired("dayOfWeekName(a)") == "time:dayOfWeekName(a)");
  CHECK(codes("frobnicate(a)") == "CQL060");
  CHECK(repaired("frobnicate(a)") == "frobnicate(a)");
  const Calls dedup("dedup(a)");
  REQUIRE(dedup.report.findings().size() == 1);
  CHECK(dedup.report.findings()[0].notes.size() == 1);
  const UserFunctions own{{"hostOf", "pack:*"}};
  CHECK(Calls("hostof(a) | pack:x() | PACK:y()", own).plainCodes().empty());
  CHECK(Calls("hostOfX(a) | pac:x()", own).plainCodes() == "CQL060 CQL060");
}

TEST_CASE("parameters") {
  CHECK(codes("groupBy(a, limt=5)") == "CQL061");
  CHECK(repaired("groupBy(a, limt=5)") == "groupBy(a, limit=5)");
  CHECK(repaired("groupBy(a, Limit=5)") == "groupBy(a, limit=5)");
  CHECK(codes("groupBy(a, Limit=5)") == "CQL071");
  CHECK(codes("in(a)") == "CQL062");
  CHECK(codes("in(a, valus=[b])") == "CQL061");  // not missing as well
  CHECK(codes("x := in(a)") == "CQL062 CQL072");
  CHECK(codes("formatTime(\"%H\")") == "CQL062");
  CHECK(codes("test(formatTime(\"%H\") == \"5\")").empty());
  CHECK(codes("sort(a, limit=1, limit=2)") == "CQL063");
  CHECK(repaired("sort(a, limit=1, limit=1)") == "sort(a, limit=1)");
  CHECK(codes("replace(a, with=b, replacement=c)") == "CQL063");
  CHECK(codes("x := lower(a, as=x)") == "CQL063");
  CHECK(codes("in(a, field=b, values=[c])") == "CQL063");
}

TEST_CASE("arguments without a name") {
  CHECK(codes("groupBy(a, b)") == "CQL064");
  CHECK(repaired("groupBy(a, b)") == "groupBy([a, b])");
  CHECK(repaired("table(a, b, c, limit=5)") == "table([a, b, c], limit=5)");
  CHECK(repaired("groupBy(a, count())") == "groupBy(a, function=count())");
  CHECK(repaired("in(a, [b, c])") == "in(a, values=[b, c])");
  CHECK(codes("linReg(a, b)") == "CQL064");
  CHECK(codes("table(a, b, c)") == "CQL064");
  CHECK(codes("dropEvent(a)") == "CQL064");
}

TEST_CASE("types") {
  CHECK(codes("round(a/b)") == "CQL065");
  CHECK(codes("sum([a, b])") == "CQL065");
  CHECK(repaired("sum([a])") == "sum(a)");
  CHECK(codes("groupBy([a, upper(b)])") == "CQL065");
  CHECK(codes("collect(a, limit=many)") == "CQL065");
  CHECK(codes("collect(a, limit=\"10\")").empty());
  CHECK(codes("in(a, values=[b], ignoreCase=yes)") == "CQL065");
  CHECK(repaired("in(a, values=[b], ignoreCase=yes)") == "in(a, values=[b], ignoreCase=true)");
  CHECK(codes("timeChart(span=fast)") == "CQL065");
  CHECK(codes("timeChart(span=5q5)") == "CQL065");
  CHECK(repaired("groupBy(a, function=count)") == "groupBy(a, function=count())");
  CHECK(repaired("array:contains(x[], value=1)") == "array:contains(\"x[]\", value=1)");
  CHECK(repaired("array:length(x)") == "array:length(\"x[]\")");
  CHECK(codes("concat([a, \"/\", b])") == "CQL065");
  CHECK(codes("concat([a, \"b-c\"])").empty());
  CHECK(codes("rename([[a, b, c]])") == "CQL065");
  CHECK(codes("bitfield:extractFlags(field=a, output=[b])") == "CQL065");
  CHECK(codes("sort(a, order=up)") == "CQL066");
  CHECK(repaired("sort(a, order=des)") == "sort(a, order=desc)");
  CHECK(codes("join({a=1}, field=b, mode=LEFT)").empty());
  CHECK(codes("regex(a, flags=iq)") == "CQL066");
  CHECK(codes("timeChart(limit=501)") == "CQL067");
  CHECK(codes("transpose(limit=0)") == "CQL067");
  CHECK(codes("transpose(limit=-1)") == "CQL067");
}

TEST_CASE("kinds of functions") {
  CHECK(codes("groupBy(a, function=lower(b))") == "CQL068");
  CHECK(codes("groupBy(a, function=[count(), {b=1}])") == "CQL068");
  CHECK(codes("groupBy(a, function=[count(), $mine()])").empty());
  CHECK(codes("head() | accumulate(top(a))") == "CQL068");
  CHECK(codes("head() | accumulate(collect(a, multival=false))") == "CQL068");
  CHECK(codes("percentage({count()})") == "CQL068");
  CHECK(codes("test(count() > 5)") == "CQL068");
  CHECK(codes("x := 1 + count()") == "CQL068");
  CHECK(codes("x := (count())").empty());
  CHECK(codes("correlate(A: {a=1 | count()}, B: {b=2 | x <=> A.x})") == "CQL068");
  CHECK(codes("selfJoin(a, where=[{b=1}, {count()}])") == "CQL068");
}

TEST_CASE("places") {
  CHECK(codes("accumulate(sum(a))") == "CQL070");
  CHECK(codes("$mine() | accumulate(sum(a))").empty());
  CHECK(codes("groupBy(a, function={head() | accumulate(sum(a))})").empty());
  CHECK(codes("count() | eventSize()") == "CQL070");
  CHECK(codes("window(count(), span=1h)") == "CQL070");
  CHECK(codes("groupBy(a, function=window(count(), span=1h))") == "CQL070");
  CHECK(codes("a=1 | setTimeInterval(start=7d)") == "CQL070");
  CHECK(codes("setTimeInterval(start=7d) | defineTable({a=1}, name=t, include=b) | a=1").empty());
  CHECK(codes("count() | correlate(A: {a=1}, B: {b=2 | x <=> A.x})") == "CQL070");
  CHECK(codes("count() | error") == "CQL074");
  CHECK(codes("[count()] | error or x=1") == "CQL074");
  CHECK(codes("error | count() | * | x=1").empty());
}

TEST_CASE("what is given up") {
  CHECK(codes("count() | rdns(a)") == "CQL069");
  CHECK(codes("sort(a, reverse=true)") == "CQL069");
  CHECK(codes("lookup(\"f.csv\", on=a)") == "CQL073");
}

TEST_CASE("one mistake, one finding: what could not be parsed is not judged again") {
  CHECK(codes("in(a, values=[b)").empty());
  CHECK(codes("bucket(span=1d, (field=\"x\"))").empty());
}

}  // namespace
}  // namespace quarry::cql::test
