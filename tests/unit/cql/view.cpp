// Typed access to trees.
#include "quarry/cql/view.h"

#include <doctest/doctest.h>

#include "parsed.h"

namespace quarry::cql::test {
namespace {

NodeId firstOf(const Tree& tree, NodeKind kind) {
  NodeId found = kNoNode;
  walk(tree, [&](NodeId id) {
    if (found == kNoNode && kindOf(tree, id) == kind) found = id;
  });
  return found;
}

TEST_CASE("calls and their arguments") {
  const Parsed p("GroupBy(limit=max, [aid, b], function=count(as=n))");
  const auto call = asCall(p.tree, firstOf(p.tree, NodeKind::call));
  REQUIRE(call);
  CHECK(call->is(p.tree, "groupBy"));
  CHECK_FALSE(call->is(p.tree, "count"));
  CHECK(call->arguments.size() == 3);
  REQUIRE(call->named(p.tree, "limit"));
  CHECK(textOf(p.tree, call->named(p.tree, "limit")->value) == "max");
  CHECK(call->named(p.tree, "field") == nullptr);
  const Argument* keys = call->namedOrUnnamed(p.tree, "field");
  REQUIRE(keys);
  CHECK(keys == call->unnamed());
  CHECK(elements(p.tree, keys->value).size() == 2);
  CHECK(textOf(p.tree, elements(p.tree, keys->value)[0]) == "aid");
  CHECK(elements(p.tree, call->named(p.tree, "limit")->value).size() == 1);
  CHECK_FALSE(asCall(p.tree, mainPipeline(p.tree)));
}

TEST_CASE("the call of a step") {
  const Parsed p("f(a) | !g() | x =~ not h() | y := i() | a=1 | case {*} | $q()");
  const std::vector<NodeId> all = steps(p.tree, mainPipeline(p.tree));
  REQUIRE(all.size() == 7);
  const auto nameOf = [&](std::size_t i) {
    const auto call = stepCall(p.tree, all[i]);
    return call ? std::string(p.tree.tokenText(call->name)) : std::string("-");
  };
  CHECK(nameOf(0) == "f");
  CHECK(nameOf(1) == "g");
  CHECK(nameOf(2) == "h");
  CHECK(nameOf(3) == "i");
  CHECK(nameOf(4) == "-");
  CHECK(nameOf(5) == "-");
  CHECK(nameOf(6) == "$q");
}

TEST_CASE("comparisons, assignments and operators") {
  const Parsed p(R"("odd name" >= 3.5 | x := ((a)) - "1")");
  const auto comparison = asComparison(p.tree, firstOf(p.tree, NodeKind::comparison));
  REQUIRE(comparison);
  CHECK(textOf(p.tree, comparison->field) == "odd name");
  CHECK(p.tree.tokens[comparison->op].kind == TokenKind::greaterEqual);
  CHECK(numberOf(p.tree, comparison->value) == 3.5);
  const auto assignment = asAssignment(p.tree, firstOf(p.tree, NodeKind::assignStep));
  REQUIRE(assignment);
  CHECK(textOf(p.tree, assignment->field) == "x");
  const auto minus = asBinary(p.tree, assignment->value);
  REQUIRE(minus);
  CHECK(p.tree.tokenText(minus->op) == "-");
  CHECK(kindOf(p.tree, unwrapped(p.tree, minus->left)) == NodeKind::field);
  CHECK(numberOf(p.tree, minus->right) == 1);
  CHECK_FALSE(numberOf(p.tree, assignment->field));
}

TEST_CASE("strings decode leniently and encode exactly") {
  CHECK(decodeString(R"("a\"b\\c\nd")") == "a\"b\\c\nd");
  CHECK(decodeString(R"("\d+\.x\/")") == R"(\d+\.x\/)");
  CHECK(decodeString(R"("\\d")") == R"(\d)");
  CHECK(decodeString("\"\"") == "");
  for (std::string_view text : {"", "plain", "a\"b", "\\", "\\d\\\\", "line\nbreak", "\\n", "tab\t"})
    CHECK(decodeString(quoteString(text)) == text);
}

TEST_CASE("regexes and parameters come apart") {
  CHECK(regexLiteral("/a\\/b/iF").pattern == "a\\/b");
  CHECK(regexLiteral("/a\\/b/iF").flags == "iF");
  CHECK(regexLiteral("/x/").flags == "");
  CHECK(parameterText("?host").name == "host");
  CHECK_FALSE(parameterText("?host").fallback);
  CHECK(parameterText("?\"a b\"").name == "a b");
  CHECK(parameterText("?{ host = * }").name == "host");
  CHECK(parameterText("?{ host = * }").fallback == "*");
  CHECK(parameterText("?{\"a=b\"=\"c d\"}").name == "a=b");
  CHECK(parameterText("?{\"a=b\"=\"c d\"}").fallback == "c d");
  CHECK_FALSE(parameterText("?{host}").fallback);
}

TEST_CASE("walking goes in order and can stop") {
  const Parsed p("a=1 | f({b=2}) | c=3");
  std::string fields, outer;
  walk(p.tree, [&](NodeId id) {
    if (kindOf(p.tree, id) == NodeKind::field) fields += textOf(p.tree, id);
  });
  walk(p.tree, [&](NodeId id) {
    if (kindOf(p.tree, id) == NodeKind::field) outer += textOf(p.tree, id);
    return kindOf(p.tree, id) != NodeKind::subquery;
  });
  CHECK(fields == "abc");
  CHECK(outer == "ac");
  const NodeId inner = firstOf(p.tree, NodeKind::subquery);
  CHECK(enclosing(p.tree, inner, NodeKind::call) == firstOf(p.tree, NodeKind::call));
  CHECK(enclosing(p.tree, inner, NodeKind::array) == kNoNode);
}

TEST_CASE("what a word in an expression is") {
  const Parsed p("f(name, 5, 5m, 1.5, a*, @x, `q`, \"s\", true)");
  std::string kinds;
  const auto call = asCall(p.tree, firstOf(p.tree, NodeKind::call));
  REQUIRE(call);
  for (const Argument& a : call->arguments) kinds += kindOf(p.tree, a.value) == NodeKind::field ? 'f' : 'l';
  CHECK(kinds == "fllllffll");
}

}  // namespace
}  // namespace quarry::cql::test
