// Calls bound to the parameters of their functions, and what they leave behind.
#include "quarry/cql/bind.h"

#include <doctest/doctest.h>

#include "parsed.h"
#include "quarry/base/text.h"

namespace quarry::cql::test {
namespace {

// The call of that function, bound.
BoundCall bound(const Tree& tree, std::string_view function) {
  BoundCall result;
  walk(tree, [&](NodeId id) {
    const auto call = bindCall(tree, id);
    if (call && result.node == kNoNode && base::equalsIgnoringCase(tree.tokenText(call->name), function))
      result = *call;
  });
  REQUIRE(result.node != kNoNode);
  return result;
}

std::string said(const Tree& tree, const BoundCall& call, std::string_view parameter) {
  const NodeId value = call.value(parameter);
  return value == kNoNode ? "-" : std::string(tree.nodeText(value));
}

// "a b" for fields, "a*" for what begins with a, "+text" for functions.
std::string outputs(std::string_view query, std::string_view function) {
  const Parsed p(query);
  REQUIRE(p.codes().empty());
  const OutputNames names = outputsOf(p.tree, bound(p.tree, function));
  std::string out;
  const auto put = [&](std::string_view text) { out.append(out.empty() ? "" : " ").append(text); };
  for (const OutputName& field : names.fields) put(field.name);
  for (const OutputName& prefix : names.open) put(prefix.name + "*");
  for (NodeId call : names.functions) put("+" + std::string(p.tree.nodeText(call)));
  return out;
}

TEST_CASE("arguments find their parameters") {
  const Parsed p("GROUPBY(limit=max, [aid, b], nosuch=1, c, function=count(as=n))");
  const BoundCall call = bound(p.tree, "groupBy");
  REQUIRE(call.function != nullptr);
  CHECK(call.function->name == "groupBy");
  REQUIRE(call.arguments.size() == 5);
  CHECK(call.arguments[0].parameter->name == "limit");
  CHECK(call.arguments[1].parameter->name == "field");
  CHECK(call.arguments[2].parameter == nullptr);
  CHECK(call.arguments[3].parameter == nullptr);  // the second without a name
  CHECK(said(p.tree, call, "field") == "[aid, b]");
  CHECK(said(p.tree, call, "function") == "count(as=n)");
  CHECK(wordsOf(p.tree, call, *call.function->parameter("field")) == std::vector<std::string>{"aid", "b"});
}

TEST_CASE("an alias is its parameter") {
  const Parsed p("match(table=t, field=a)");
  CHECK(said(p.tree, bound(p.tree, "match"), "file") == "t");
}

TEST_CASE("a field before the call is a parameter too") {
  const Parsed p(
      "t := lower(a) | b =~ in(values=[c]) | c =~ !cidr(subnet=\"10.0.0.0/8\") | d match { in(values=[x]) => * ; }"
      " | e := a + upper(b) | groupBy(x, function=[lo := min(x)])");
  CHECK(said(p.tree, bound(p.tree, "lower"), "as") == "t");
  CHECK(said(p.tree, bound(p.tree, "in"), "field") == "b");
  CHECK(said(p.tree, bound(p.tree, "cidr"), "field") == "c");
  CHECK(said(p.tree, bound(p.tree, "upper"), "as") == "-");
  CHECK(said(p.tree, bound(p.tree, "min"), "as") == "lo");
  const Parsed q("d match { in(values=[x]) => * ; }");
  CHECK(said(q.tree, bound(q.tree, "in"), "field") == "d");
}

TEST_CASE("a saved query has no function") {
  const Parsed p("$mine(a=1)");
  NodeId node = kNoNode;
  walk(p.tree, [&](NodeId id) {
    if (kindOf(p.tree, id) == NodeKind::savedCall) node = id;
  });
  const auto call = bindCall(p.tree, node);
  REQUIRE(call);
  CHECK(call->function == nullptr);
  CHECK_FALSE(bindCall(p.tree, mainPipeline(p.tree)));
  CHECK_FALSE(bindCall(p.tree, kNoNode));
}

TEST_CASE("names of outputs") {
  CHECK(outputs("count()", "count") == "_count");
  CHECK(outputs("count(as=n)", "count") == "n");
  CHECK(outputs("n := count()", "count") == "n");
  CHECK(outputs("count(as=?p)", "count") == "*");
  CHECK(outputs("timeChart(a)", "timeChart") == "_bucket a _count");
  CHECK(outputs("timeChart()", "timeChart") == "_bucket _count");
  CHECK(outputs("groupBy([a, \"b c\"], function=[count(), sum(x)])", "groupBy") == "a b c +[count(), sum(x)]");
  CHECK(outputs("groupBy(a)", "groupBy") == "a _count");
  CHECK(outputs("ipLocation(src)", "ipLocation") == "src.country src.city src.lat src.lon src.*");
  CHECK(outputs("ipLocation(src, as=at)", "ipLocation") == "at.country at.city at.lat at.lon at.*");
  CHECK(outputs("asn()", "asn") == "ip.asn ip.org");
  CHECK(outputs("round(x)", "round") == "x");
  CHECK(outputs("round(x, as=y)", "round") == "y");
  CHECK(outputs("percentile(x)", "percentile") == "_50 _75 _99");
  CHECK(outputs("percentile(x, percentiles=[5, 95], as=p)", "percentile") == "p_5 p_95");
  CHECK(outputs("neighbor([a, b], prefix=p)", "neighbor") == "p.a p.b");
  CHECK(outputs("rename(a, as=b)", "rename") == "b");
  CHECK(outputs("rename([[a, b], [c, d]])", "rename") == "b d");
  CHECK(outputs("rename(field=[[a, b]])", "rename") == "b");
  CHECK(outputs("parseJson(a, prefix=p.)", "parseJson") == "p.*");
  CHECK(outputs("parseJson(a)", "parseJson") == "*");
  CHECK(outputs("match(f, field=a)", "match") == "*");
  CHECK(outputs("match(f, field=a, include=[c, d])", "match") == "c d");
  CHECK(outputs("regex(\"(?<x>a)[(?<no>](?:b)\\(?<no>(?<y>c)\", field=a)", "regex") == "x y");
  CHECK(outputs("top(a)", "top") == "a _count");
  CHECK(outputs("top(a, sum=b)", "top") == "a _sum");
  CHECK(outputs("top(a, sum=b, as=t)", "top") == "a t");
  CHECK(outputs("top(a, percent=true)", "top") == "a _count percent");
  CHECK(outputs("top(a, percent=false)", "top") == "a _count");
  CHECK(outputs("splitString(a, by=\",\")", "splitString") == "_splitstring[]");
  CHECK(outputs("splitString(a, by=\",\", index=0)", "splitString") == "_splitstring");
  CHECK(outputs("eval(a=1, b=c)", "eval") == "a b");
  CHECK(outputs("bitfield:extractFlags(field=f, output=[[0, low], [1, high]])", "bitfield:extractFlags") == "low high");
  CHECK(outputs("drop([a, b])", "drop").empty());
}

TEST_CASE("groups of a regular expression") {
  using Names = std::vector<std::string>;
  CHECK(groupNames("(?<a>x)(?P<b>y)(?<a>z)") == Names{"a", "b"});
  CHECK(groupNames("(?<=x)(?<!y)(?:z)(w)").empty());
  CHECK(groupNames("\\(?<a>[(?<b>]").empty());
  CHECK(groupNames("(?<a").empty());
}

}  // namespace
}  // namespace quarry::cql::test
