#include "lint/edits.h"

#include <algorithm>

namespace quarry::lint {

using cql::NodeId;
using cql::NodeKind;

bool hasComment(const cql::Tree& tree, std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t i = 0; i < tree.tokens.size(); ++i) {
    const std::string_view trivia = tree.trivia(i);
    const std::uint32_t to = tree.tokens[i].begin, from = to - static_cast<std::uint32_t>(trivia.size());
    if (to <= begin || from >= end) continue;
    const std::uint32_t first = std::max(from, begin), last = std::min(to, end);
    const std::string_view inside = std::string_view(tree.text).substr(first, last - first);
    if (inside.find("//") != std::string_view::npos || inside.find("/*") != std::string_view::npos) return true;
  }
  return false;
}

std::optional<base::Edit> withoutStep(const cql::Tree& tree, NodeId step) {
  const NodeId pipeline = tree.nodes[step].parent;
  NodeId before = cql::kNoNode;
  for (const NodeId one : cql::children(tree, pipeline)) {
    if (one == step) break;
    before = one;
  }
  const base::Span place = tree.span(step);
  base::Span out = place;
  if (before != cql::kNoNode)
    out.begin = tree.span(before).end;
  else if (tree.nodes[step].next != cql::kNoNode)
    out.end = tree.span(tree.nodes[step].next).begin;
  else
    return std::nullopt;
  if (hasComment(tree, out.begin, out.end)) return std::nullopt;
  return base::Edit{out, ""};
}

base::Edit withoutElement(const cql::Tree& tree, NodeId element) {
  const NodeId list = tree.nodes[element].parent;
  NodeId before = cql::kNoNode;
  for (const NodeId one : cql::children(tree, list)) {
    if (one == element) break;
    before = one;
  }
  base::Span out = tree.span(element);
  if (before != cql::kNoNode)
    out.begin = tree.span(before).end;
  else if (tree.nodes[element].next != cql::kNoNode)
    out.end = tree.span(tree.nodes[element].next).begin;
  return {out, ""};
}

std::vector<cql::Comparison> comparisonsOf(const cql::Tree& tree, NodeId filter, NodeKind joined, cql::TokenKind op) {
  while (filter != cql::kNoNode && cql::kindOf(tree, filter) == NodeKind::parenFilter)
    filter = tree.nodes[filter].child;
  if (filter == cql::kNoNode || cql::kindOf(tree, filter) != joined) return {};
  std::vector<cql::Comparison> all;
  for (const NodeId term : cql::children(tree, filter)) {
    const auto comparison = cql::asComparison(tree, term);
    if (!comparison || tree.tokens[comparison->op].kind != op) return {};
    if (!all.empty() && cql::textOf(tree, all.front().field) != cql::textOf(tree, comparison->field)) return {};
    all.push_back(*comparison);
  }
  return all;
}

}  // namespace quarry::lint
