// Where the lines of a query end. What fits on a line stays on it; otherwise a node breaks at its own joints, outermost
// first: a pipeline at its pipes, a call at its arguments, a condition before `and` and `or`.
#include "cql/format_layout.h"

#include <algorithm>
#include <string_view>

namespace quarry::cql {

Formatted Formatter::run() {
  if (!tree_.nodes.empty()) node(0, {}, 0);
  // Comments at the end keep lines of their own.
  printer_.token(static_cast<std::uint32_t>(tree_.tokens.size()) - 1, Place{true, 0});
  Formatted out = std::move(printer_).finish();
  while (!out.text.empty() && std::string_view(" \r\n").find(out.text.back()) != std::string_view::npos)
    out.text.pop_back();
  out.offsets.back() = static_cast<std::uint32_t>(out.text.size());
  return out;
}

void Formatter::findBreaks() {
  broken_.resize(tree_.nodes.size());
  for (auto id = static_cast<NodeId>(tree_.nodes.size()); id-- > 0;) {
    const Node& n = tree_.nodes[id];
    if (alwaysBreaks(id) || !printer_.fitsOneLine(n.first, n.end)) broken_[id] = true;
    if (broken_[id] && n.parent != kNoNode) broken_[n.parent] = true;
  }
}

bool Formatter::alwaysBreaks(NodeId id) const {
  const Node& n = tree_.nodes[id];
  switch (n.kind) {
    case NodeKind::pipeline:
      return n.parent != kNoNode && tree_.nodes[n.parent].kind == NodeKind::query && count(id) > 1;
    case NodeKind::caseStep:
      return count(id) > 2;
    case NodeKind::matchStep:
      return count(id) > 3;  // the field counts too
    default:
      return false;
  }
}

void Formatter::node(NodeId id, Place place, std::uint32_t after) {
  const Node& n = tree_.nodes[id];
  if (n.first == n.end) return;
  if (fits(id, printer_.startColumn(n.first, place), after)) return flat(n.first, n.end, place);
  switch (n.kind) {
    case NodeKind::pipeline:
      return pipeline(id, place, base_, after);
    case NodeKind::caseStep:
    case NodeKind::matchStep:
      return choice(id, place, after);
    case NodeKind::clause:
    case NodeKind::arm:
      return alternative(id, place, after);
    case NodeKind::subquery:
      return subquery(id, place, after);
    case NodeKind::call:
    case NodeKind::savedCall:
      return call(id, place, after);
    case NodeKind::array:
      return bracketed(id, place, after, !canAlign(id, printer_.startColumn(n.first, place) + 1));
    case NodeKind::argument:
      return argument(id, place, after);
    case NodeKind::andFilter:
    case NodeKind::orFilter:
      return operands(id, place, after);
    case NodeKind::binary:
      return operation(id, place, after);
    case NodeKind::parenFilter:
    case NodeKind::parenExpression:
      return parentheses(id, place, after);
    case NodeKind::error:
      return flat(n.first, n.end, place);
    default:
      return sequence(id, place, after);
  }
}

void Formatter::flat(std::uint32_t first, std::uint32_t end, Place place) {
  for (std::uint32_t i = first; i < end; ++i)
    printer_.token(i, i == first ? place : Place{false, base_ + layout_.indent});
}

std::uint32_t Formatter::rest(const std::vector<Item>& all, std::size_t i, std::uint32_t after) const {
  if (i + 1 == all.size()) return after;
  if (all[i + 1].node != kNoNode) return 0;
  const std::uint32_t next = all[i + 1].first;
  return printer_.width(next, next + 1) + (i + 2 == all.size() ? after : 0);
}

void Formatter::sequence(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  for (std::size_t i = 0; i < all.size(); ++i)
    item(all[i], i == 0 ? place : Place{false, base_ + layout_.indent}, rest(all, i, after));
}

bool Formatter::separatesSteps(const Item& item) const {
  if (item.node != kNoNode) return false;
  const TokenKind kind = tree_.tokens[item.first].kind;
  return kind == TokenKind::pipe || kind == TokenKind::arrow;
}

void Formatter::pipeline(NodeId id, Place place, std::uint32_t indent, std::uint32_t after) {
  const std::uint32_t base = base_;
  const std::vector<Item> all = items(tree_, id);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (separatesSteps(all[i])) {
      printer_.leadingToken(all[i].first, i == 0 ? place : Place{true, indent});
      base_ = indent + layout_.indent;
      continue;
    }
    const bool piped = i > 0 && separatesSteps(all[i - 1]);
    const std::uint32_t following = i + 1 == all.size() ? after : 0;
    // Without a pipe between them two steps are a mistake that was found; they keep lines of their own. So is a
    // semicolon; it stays where it is.
    item(all[i], i == 0 ? place : Place{!piped && all[i].node != kNoNode, indent}, following);
  }
  base_ = base;
}

void Formatter::choice(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t base = base_;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool alternative = all[i].node != kNoNode && isAlternative(all[i].node);
    const bool closing = all[i].node == kNoNode && tree_.tokens[all[i].first].kind == TokenKind::rightBrace;
    const std::uint32_t indent = base + (alternative ? layout_.indent : 0);
    base_ = indent;
    item(all[i], i == 0 ? place : Place{alternative || closing, indent},
         alternative           ? 1
         : i + 1 == all.size() ? after
                               : 0);
    base_ = base;
  }
}

bool Formatter::isAlternative(NodeId id) const {
  const NodeKind kind = tree_.nodes[id].kind;
  return kind == NodeKind::clause || kind == NodeKind::arm || kind == NodeKind::error;
}

void Formatter::alternative(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t base = base_;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Place here = i == 0 ? place : Place{false, base + layout_.indent};
    const bool isPipeline = all[i].node != kNoNode && tree_.nodes[all[i].node].kind == NodeKind::pipeline;
    if (isPipeline && !fits(all[i].node, printer_.startColumn(all[i].first, here), rest(all, i, after)))
      pipeline(all[i].node, here, base + layout_.indent, rest(all, i, after));
    else
      item(all[i], here, rest(all, i, after));
  }
}

void Formatter::subquery(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t base = base_;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool closing = all[i].node == kNoNode && i > 0 && tree_.tokens[all[i].first].kind == TokenKind::rightBrace;
    base_ = all[i].node == kNoNode ? base : base + layout_.indent;
    // Once it stands on lines of its own it has a step a line.
    if (all[i].node != kNoNode && count(all[i].node) > 1) broken_[all[i].node] = true;
    item(all[i], i == 0 ? place : Place{closing || all[i].node != kNoNode, base_}, i + 1 == all.size() ? after : 0);
  }
  base_ = base;
}

Formatted format(const Tree& tree, const Layout& layout) { return Formatter(tree, layout).run(); }

}  // namespace quarry::cql
