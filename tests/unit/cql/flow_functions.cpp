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

TEST_CASE("aggregates leave keys and outputs") {
  checkAll({
      {"count()", "_count"},
      {"count(as=n)", "n"},
      {"n := count()", "n"},
      {"groupBy(a)", "_count a?"},
      {"a=1 | groupBy(a)", "_count a"},
      {"groupBy([a, b], function=[])", "a? b?"},
      {"groupBy(a, function=[count(as=n), min(t), x := max(t)])", "_min? a? n x?"},
      {"groupBy(a, function={b=1 | count(as=n)})", "a? n"},
      {"groupBy(a, function={x := avg(b) | y := x*2})", "a? x? y?"},
      {"groupBy(a, function=tail(1))", "* a?"},
      {"groupBy(a, function=collect([b, c]))", "a? b? c?"},
      {"groupBy(a, function=[selectLast([b]), groupBy(c, function=[])])", "a? b? c?"},
      {"groupBy(a, function=session(max(b)))", "@timestamp? _duration? _max? a?"},
      {"stats([count(), sum(x)])", "_count _sum"},
      {"[lo := min(x), hi := max(x)]", "hi? lo?"},
      {"top([a, b])", "_count? a? b?"},
      {"top(a, sum=b)", "_sum? a?"},
      {"top(a, percent=true, as=n)", "a? n? percent?"},
      {"percentile(t)", "_50? _75? _99?"},
      {"percentile(t, percentiles=[90], as=p)", "p_90?"},
      {"bucket(span=1h, field=a, function=count(as=n))", "_bucket a? n"},
      {"timeChart(a)", "_bucket _count a?"},
      {"selectFromMax(t, include=[a])", "a?"},
      {"series(a)", "@timestamp? _duration? a?"},
      {"linReg(x=a, y=b)", "_intercept? _n? _r2? _slope?"},
      {"groupBy(a) | transpose()", "column row[*?"},
      {"groupBy(a) | transpose(header=a)", "* column"},
      {"createEvents([\"a\"])", "#*? @*? @rawstring?"},
      {"groupBy(a) | sort(_count) | head(5)", "_count a?"},
  });
  CHECK(Flowed("groupBy([a, b], function=[sum(c), {d=1 | max(e)}])").reads(0) == "a b c d e");
}

TEST_CASE("functions that add to what is there") {
  checkAll({
      {"groupBy(a) | accumulate(sum(_count, as=s))", "_count a? s"},
      {"groupBy(a) | neighbor(a, prefix=p)", "_count a? p.a?"},
      {"groupBy(ip) | ipLocation(ip)", "_count ip? ip.*? ip.city? ip.country? ip.lat? ip.lon?"},
      {"groupBy(a) | asn(a, as=b)", "_count a? b.asn? b.org?"},
      {"groupBy(a) | parseUrl(a, as=u.)",
       "_count a? u..fragment? u..host? u..password? u..path? u..port? u..query? u..scheme? u..username?"},
      {"groupBy(a) | parseJson(a)", "* _count a?"},
      {"groupBy(a) | parseJson(a, prefix=\"j.\")", "_count a? j.*?"},
      {"groupBy(a) | parseCsv(a, columns=[x, y])", "_count a? x? y?"},
      {"groupBy(a) | kvParse(a)", "* _count a?"},
      {"groupBy(a) | splitString(a, by=\",\", as=p)", "_count a? p[*?"},
      {"groupBy(a) | splitString(a, by=\",\", as=p, index=0)", "_count a? p?"},
      {"groupBy(a) | formatTime(\"%F\", field=a, as=t)", "_count a? t?"},
      {"groupBy(a) | replace(\"x\", with=y, field=a)", "_count a?"},
      {"groupBy(a) | default(value=\"-\", field=[b, a])", "_count a b"},
      {"groupBy(a) | array:append(\"x[]\", values=[a])", "_count a? x[*?"},
      {"groupBy(a) | appendAggregation(sum(_count, as=_count))", "_count a?"},
      {"groupBy(a) | lookup(x)", "* _count a?"},
      {"groupBy(a) | bitfield:extractFlags(output=[[0, x], [1, y]], field=a)", "_count a? x? y?"},
      {"groupBy(a) | split(a)", "_count _index a? a.*?"},
  });
}

TEST_CASE("joins and tables") {
  checkAll({
      {"groupBy(a) | join({b=1}, field=a, include=[c])", "_count a? c?"},
      {"groupBy(a) | join({b=1}, field=a)", "_count a?"},
      {"groupBy(a) | match(file=\"x.csv\", field=a, include=[c, d])", "_count a? c? d?"},
      {"defineTable(query={groupBy(k)}, name=t, include=[k]) | groupBy(a) | match(table=t, field=a, column=k)",
       "_count a? k?"},
      {"defineTable(query={x=1}, name=t, include=*) | groupBy(a) | match(table=t, field=a)", "* _count a? x?"},
      {"defineTable(query={x=1}, name=t, include=[x, y]) | readFile(t)", "x? y?"},
      {"readFile(\"x.csv\", include=[c])", "c?"},
      {"readFile(\"x.csv\")", "*"},
      {"groupBy(a) | selfJoinFilter(a, where=[{a=1}, {a=2}])", "_count a?"},
      {"selfJoin(a, where=[{b=1}, {b=2}], collect=[c], select=[d])", "a? c? d?"},
      {"correlate(A: {a=1} include: [b], B: {c=2 | d <=> A.b} include: [e])",
       "@id? @ingesttimestamp? @timestamp? A.@*? A.b? B.@*? B.d? B.e?"},
      {"correlate(A: {a=1}, B: {c=2 | d <=> A.b})", "@id? @ingesttimestamp? @timestamp? A.*? A.b? B.*? B.d?"},
  });
  // A query of its own starts from events.
  CHECK(Flowed("groupBy(a) | join({b=1 | c=2}, field=a, include=[d])").codes().empty());
}

TEST_CASE("arrays are read and made as a whole, and by element") {
  for (const char* query : {"x[0] := 1 | select([x[0]]) | array:length(\"x[]\")",
                            "p := splitString(b, by=\",\") | drop(b) | y := p[2] | array:contains(\"p[]\", value=q)",
                            "groupBy(a) | p := splitString(a, by=\",\") | y := p[2] | concatArray(p) | split(p)",
                            "p := splitString(a, by=\",\") | select(b) | array:append(\"p[]\", values=[b])",
                            "array:eval(\"a[]\", asArray=\"b[]\", function={b := lower(a)}) | drop(a) | b[0]=1"}) {
    CAPTURE(std::string(query));
    CHECK(Flowed(query).codes().empty());
  }
  CHECK(Flowed("select(a) | array:length(\"x[]\")").codes() == "CQL080 \"x[]\"@25");
  CHECK(Flowed("objectArray:eval(\"in[]\", asArray=\"out[]\", function={out := concat([in.a, in.b])})").end() ==
        "* out[*?");
}

}  // namespace
}  // namespace quarry::cql
