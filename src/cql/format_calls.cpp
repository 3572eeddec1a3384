// How calls, lists and operators break.
#include <algorithm>

#include "cql/format_layout.h"

namespace quarry::cql {

void Formatter::argument(NodeId id, Place place, std::uint32_t after) {
  if (count(id) > 1)
    for (NodeId child : children(tree_, id))
      for (NodeId value : children(tree_, child))
        if (tree_.nodes[value].kind == NodeKind::subquery) broken_[child] = broken_[value] = true;
  sequence(id, place, after);
}

void Formatter::call(NodeId id, Place place, std::uint32_t after) {
  const Node& n = tree_.nodes[id];
  const std::uint32_t name = printer_.width(n.first, std::min(n.end, n.first + 2));
  const std::uint32_t inside = printer_.startColumn(n.first, place) + name;
  // One argument stays at its bracket and breaks itself. Several stand below the first, or, where that leaves no
  // room, two columns in.
  if (count(id) == 1 && !commentBefore(tree_.nodes[id].child)) return sequence(id, place, after);
  if (choiceGoesOn(id)) return choices(id, place, after, base_ + layout_.indent);
  bracketed(id, place, after, !canAlign(id, inside));
}

NodeId Formatter::nextChoice(NodeId id) const {
  const auto call = asCall(tree_, id);
  if (!call || !call->is(tree_, "if") || call->arguments.empty()) return kNoNode;
  const Argument& last = call->arguments.back();
  const NodeId value = last.value == kNoNode ? kNoNode : unwrapped(tree_, last.value);
  const auto inner = value == kNoNode ? std::nullopt : asCall(tree_, value);
  return inner && inner->is(tree_, "if") ? value : kNoNode;
}

void Formatter::choices(NodeId id, Place place, std::uint32_t after, std::uint32_t indent) {
  const NodeId next = nextChoice(id);
  const NodeId last = lastChild(tree_, id);
  const std::vector<Item> all = items(tree_, id);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Place here = i == 0 ? place : Place{all[i].node == last && last != kNoNode, indent};
    if (all[i].node == last && next != kNoNode)
      onTheWay(last, next, here, rest(all, i, after), indent);
    else
      item(all[i], here, rest(all, i, after));
  }
}

void Formatter::onTheWay(NodeId id, NodeId choice, Place place, std::uint32_t after, std::uint32_t indent) {
  if (id == choice) return choices(id, place, after, indent);
  const std::vector<Item> all = items(tree_, id);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Place here = i == 0 ? place : Place{false, indent};
    const bool holds = all[i].node != kNoNode && tree_.nodes[all[i].node].first <= tree_.nodes[choice].first &&
                       tree_.nodes[choice].end <= tree_.nodes[all[i].node].end;
    if (holds)
      onTheWay(all[i].node, choice, here, rest(all, i, after), indent);
    else
      item(all[i], here, rest(all, i, after));
  }
}

bool Formatter::commentBefore(NodeId id) const {
  return id != kNoNode && !readTrivia(tree_.trivia(tree_.nodes[id].first)).comments.empty();
}

bool Formatter::canAlign(NodeId id, std::uint32_t column) const {
  if (column > widest() || commentBefore(tree_.nodes[id].child)) return false;
  for (NodeId child : children(tree_, id)) {
    if (fits(child, column, 1)) continue;
    if (fits(child, base_ + layout_.indent, 1)) return false;
    bool blocks = false;
    walk(tree_, child, [&](NodeId inner) { blocks = blocks || tree_.nodes[inner].kind == NodeKind::subquery; });
    if (blocks) return false;
  }
  return true;
}

void Formatter::bracketed(NodeId id, Place place, std::uint32_t after, bool hanging) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t base = base_;
  std::uint32_t inside = base + layout_.indent;
  bool first = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].node == kNoNode) {
      const bool closing = i > 0 && i + 1 == all.size();
      printer_.token(all[i].first, i == 0 ? place : Place{false, closing ? base : base + layout_.indent});
      continue;
    }
    if (first && !hanging) inside = printer_.column();
    base_ = inside;
    node(all[i].node, Place{!first || (hanging && !beginsWithBlock(all[i].node)), inside}, rest(all, i, after));
    first = false;
  }
  base_ = base;
}

bool Formatter::beginsWithBlock(NodeId argument) const {
  const NodeId value = tree_.nodes[argument].child;
  return value != kNoNode && tree_.nodes[value].kind == NodeKind::subquery && !commentBefore(argument);
}

void Formatter::operands(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t indent = base_ + layout_.indent;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool afterWord = i > 0 && all[i - 1].node == kNoNode;
    item(all[i], i == 0 ? place : Place{!afterWord, indent}, rest(all, i, after));
  }
}

void Formatter::operation(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t indent = base_ + layout_.indent;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool isOperator = i > 0 && all[i].node == kNoNode;
    item(all[i], i == 0 ? place : Place{isOperator, indent}, i + 1 == all.size() ? after : 0);
  }
}

void Formatter::parentheses(NodeId id, Place place, std::uint32_t after) {
  const std::vector<Item> all = items(tree_, id);
  const std::uint32_t base = base_;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].node != kNoNode && printer_.column() >= layout_.indent) base_ = printer_.column() - layout_.indent;
    item(all[i], i == 0 ? place : Place{false, base + layout_.indent}, rest(all, i, after));
    base_ = base;
  }
}

}  // namespace quarry::cql
