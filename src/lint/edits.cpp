#include "lint/edits.h"

#include "quarry/cql/view.h"

namespace quarry::lint {

using namespace cql;

namespace {

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f") == std::string_view::npos; }

base::Span between(const Tree& tree, std::uint32_t begin, std::uint32_t end) { return {tree.file, begin, end}; }

NodeId previousOf(const Tree& tree, NodeId node) {
  NodeId before = kNoNode;
  for (NodeId child : children(tree, tree.nodes[node].parent)) {
    if (child == node) return before;
    before = child;
  }
  return kNoNode;
}

}  // namespace

std::vector<base::Edit> withoutStep(const Tree& tree, NodeId step) {
  const Node& node = tree.nodes[step];
  const base::Span whole = tree.span(step);
  const NodeId before = previousOf(tree, step);
  if (before == kNoNode && node.next == kNoNode) return {{whole, "*"}};
  if (before != kNoNode) {
    const std::uint32_t pipe = node.first - 1;
    const std::uint32_t from = isBlank(tree.trivia(pipe)) ? tree.tokens[pipe - 1].end : tree.tokens[pipe].begin;
    if (isBlank(tree.trivia(node.first))) return {{between(tree, from, whole.end), ""}};
    return {{between(tree, from, tree.tokens[pipe].end), ""}, {whole, ""}};
  }
  // The first step: what follows it begins the pipeline.
  const std::uint32_t pipe = node.end;
  const std::uint32_t next = tree.nodes[node.next].first;
  if (isBlank(tree.trivia(pipe)) && isBlank(tree.trivia(next)))
    return {{between(tree, whole.begin, tree.tokens[next].begin), ""}};
  return {{whole, ""}, {tree.tokenSpan(pipe), ""}};
}

std::optional<std::vector<base::Edit>> withoutFilter(const Tree& tree, NodeId filter) {
  NodeId at = filter;
  NodeId up = tree.nodes[at].parent;
  while (up != kNoNode && kindOf(tree, up) == NodeKind::parenFilter) {
    at = up;
    up = tree.nodes[at].parent;
  }
  if (up == kNoNode) return std::nullopt;
  if (kindOf(tree, up) == NodeKind::filterStep) return withoutStep(tree, up);
  if (kindOf(tree, up) != NodeKind::andFilter && kindOf(tree, up) != NodeKind::orFilter) return std::nullopt;
  const base::Span whole = tree.span(at);
  const NodeId before = previousOf(tree, at);
  const base::Span gone = before != kNoNode ? between(tree, tree.span(before).end, whole.end)
                                            : between(tree, whole.begin, tree.span(tree.nodes[at].next).begin);
  const base::Span rest =
      before != kNoNode ? between(tree, gone.begin, whole.begin) : between(tree, whole.end, gone.end);
  const std::string_view joint = std::string_view(tree.text).substr(rest.begin, rest.end - rest.begin);
  if (joint.find("//") != std::string_view::npos || joint.find("/*") != std::string_view::npos) return std::nullopt;
  return std::vector<base::Edit>{{gone, ""}};
}

std::vector<base::Edit> withoutElement(const Tree& tree, NodeId element) {
  const Node& node = tree.nodes[element];
  const base::Span whole = tree.span(element);
  if (node.first > 0 && tree.tokens[node.first - 1].kind == TokenKind::comma)
    return {{between(tree, tree.tokens[node.first - 1].begin, whole.end), ""}};
  if (tree.tokens[node.end].kind == TokenKind::comma)
    return {{between(tree, whole.begin, tree.tokens[node.end + 1].begin), ""}};
  return {{whole, ""}};
}

}  // namespace quarry::lint
