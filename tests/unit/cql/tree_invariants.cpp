// What holds of every tree, whatever the text: nothing is lost, nodes nest.
#include <doctest/doctest.h>

#include "parsed.h"

namespace quarry::cql::test {
namespace {

constexpr std::string_view kQuery = R"q(// header
#event_simpleName=ProcessRollup2 event_platform=Win // tags first
| FileName=/cmd\.exe|power[^\\]+/iF and !(UserName like "svc*" or not aid=?{aid="*"})
| case { a="x" | b := if(c == 1, then="d", else=f(e)/2); Size > 3.5 ; * | $"p q/r:s"(x=[1, "2"]) ; }
| level match { "W" => s := 1; in(values=[a, b*]) => s := 2 | t=*; * => * }
/* block */ | ip =~ !cidr(subnet=["10.0.0.0/8"])
| correlate(A: {x=1} include: [y], B: { z=* | y <=> A.y }, within=5m)
| groupBy([aid, "odd name"], function=([count(as=n), {a:=sum(b) | c:=a%2}]), limit=max)
| [lo := min(n), hi := max(n)] | `dyn` := -(n - 1) * 2 | ?term |
)q";

std::string invariant(const Tree& tree, std::string_view source) {
  if (tree.text != source) return "text differs";
  if (tree.tokens.empty() || tree.tokens.back().kind != TokenKind::end) return "no end token";
  std::string printed;
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    if (i > 0 && tree.tokens[i].begin < tree.tokens[i - 1].end) return "tokens overlap";
    printed.append(tree.trivia(i)).append(tree.tokenText(i));
  }
  if (printed != source) return "printed differs";
  if (tree.nodes.empty() || tree.nodes[0].kind != NodeKind::query) return "no query";
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    const Node& node = tree.nodes[id];
    if (node.first > node.end || node.end > tree.tokens.size()) return "node out of range";
    std::uint32_t at = node.first;
    for (NodeId child : children(tree, id)) {
      if (tree.nodes[child].parent != id) return "wrong parent";
      if (tree.nodes[child].first < at || tree.nodes[child].end > node.end) return "child out of its parent";
      at = tree.nodes[child].end;
    }
  }
  const NodeId pipeline = mainPipeline(tree);
  if (kindOf(tree, pipeline) != NodeKind::pipeline) return "no pipeline";
  if (tree.nodes[pipeline].end + 1 != tree.tokens.size()) return "tokens outside of the pipeline";
  return "";
}

TEST_CASE("a query with every construct is clean and lossless") {
  const Parsed parsed(kQuery);
  CHECK(parsed.codes() == "");
  CHECK(invariant(parsed.tree, kQuery) == "");
}

TEST_CASE("every beginning of a query keeps the invariants") {
  for (std::size_t length = 0; length <= kQuery.size(); ++length) {
    const std::string text(kQuery.substr(0, length));
    const Parsed parsed(text);
    CAPTURE(text);
    CHECK(invariant(parsed.tree, text) == "");
  }
}

TEST_CASE("a query without one of its characters keeps the invariants") {
  for (std::size_t at = 0; at < kQuery.size(); ++at) {
    std::string text(kQuery);
    text.erase(at, 1);
    const Parsed parsed(text);
    CAPTURE(at);
    CHECK(invariant(parsed.tree, text) == "");
  }
}

TEST_CASE("a query with a disturbance anywhere keeps the invariants") {
  constexpr std::string_view kDisturbances[] = {"(", ")",  "[", "]",  "{",  "}",     "|",
                                                ";", "\"", "/", "=>", ":=", "case {"};
  for (std::size_t at = 0; at < kQuery.size(); at += 3) {
    for (std::string_view disturbance : kDisturbances) {
      std::string text(kQuery);
      text.insert(at, disturbance);
      const Parsed parsed(text);
      CAPTURE(at);
      CAPTURE(disturbance);
      CHECK(invariant(parsed.tree, text) == "");
    }
  }
}

TEST_CASE("an empty query is legal") {
  for (std::string_view text : {"", " \n", "// only a comment", "/* a */ // b", "|", "| |"}) {
    CAPTURE(text);
    const Parsed parsed(text);
    CHECK(parsed.codes() == (text == "| |" ? "CQL039@2" : ""));
    CHECK(parsed.shape() == "{}");
    CHECK(invariant(parsed.tree, text) == "");
  }
}

TEST_CASE("a tree prints with ranges") {
  CHECK(dump(Parsed("a=1 | f(b, c=\"x\ny\")").tree) ==
        "query [0-19]\n"
        "  pipeline [0-19]\n"
        "    filter-step [0-3]\n"
        "      comparison [0-3] =\n"
        "        field [0-1] a\n"
        "        value [2-3] 1\n"
        "    filter-step [6-19]\n"
        "      call [6-19] f\n"
        "        argument [8-9]\n"
        "          field [8-9] b\n"
        "        named-argument [11-18] c\n"
        "          literal [13-18] \"x\\ny\"\n");
}

}  // namespace
}  // namespace quarry::cql::test
