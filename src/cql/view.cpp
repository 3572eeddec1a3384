#include "quarry/cql/view.h"
#include "quarry/base/numeral.h"

#include <algorithm>

#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

std::vector<NodeId> childList(const Tree& tree, NodeId id) {
  std::vector<NodeId> list;
  for (NodeId child : children(tree, id)) list.push_back(child);
  return list;
}

Argument argumentOf(const Tree& tree, NodeId id) {
  Argument argument;
  argument.node = id;
  if (kindOf(tree, id) == NodeKind::namedArgument) argument.name = tree.nodes[id].first;
  argument.value = tree.nodes[id].child;
  return argument;
}

}  // namespace

NodeId childOf(const Tree& tree, NodeId parent, NodeKind kind) {
  for (NodeId child : children(tree, parent))
    if (kindOf(tree, child) == kind) return child;
  return kNoNode;
}

NodeId lastChild(const Tree& tree, NodeId parent) {
  NodeId last = kNoNode;
  for (NodeId child : children(tree, parent)) last = child;
  return last;
}

NodeId enclosing(const Tree& tree, NodeId id, NodeKind kind) {
  while (id != kNoNode && kindOf(tree, id) != kind) id = tree.nodes[id].parent;
  return id;
}

NodeId mainPipeline(const Tree& tree) { return tree.nodes.empty() ? kNoNode : tree.nodes[0].child; }

std::vector<NodeId> steps(const Tree& tree, NodeId pipeline) {
  return pipeline == kNoNode ? std::vector<NodeId>{} : childList(tree, pipeline);
}

std::string textOf(const Tree& tree, NodeId id) { return decoded(tree, tree.nodes[id].first); }

std::optional<double> numberOf(const Tree& tree, NodeId id) {
  const Node& node = tree.nodes[id];
  if (node.end != node.first + 1) return std::nullopt;
  const TokenKind kind = tree.tokens[node.first].kind;
  if (kind != TokenKind::word && kind != TokenKind::string) return std::nullopt;
  return base::numeral(decoded(tree, node.first));
}

TokenKind tokenKindOf(const Tree& tree, NodeId id) {
  const Node& node = tree.nodes[id];
  return node.first == node.end ? TokenKind::end : tree.tokens[node.first].kind;
}

bool Call::is(const Tree& tree, std::string_view function) const {
  return base::equalsIgnoringCase(tree.tokenText(name), function);
}

const Argument* Call::named(const Tree& tree, std::string_view parameter) const {
  const auto found = std::find_if(arguments.begin(), arguments.end(), [&](const Argument& argument) {
    return argument.name && tree.tokenText(*argument.name) == parameter;
  });
  return found == arguments.end() ? nullptr : &*found;
}

const Argument* Call::unnamed() const {
  const auto found = std::find_if(arguments.begin(), arguments.end(), [](const Argument& a) { return !a.name; });
  return found == arguments.end() ? nullptr : &*found;
}

const Argument* Call::namedOrUnnamed(const Tree& tree, std::string_view parameter) const {
  const Argument* argument = named(tree, parameter);
  return argument ? argument : unnamed();
}

std::optional<Call> asCall(const Tree& tree, NodeId id) {
  if (id == kNoNode) return std::nullopt;
  if (kindOf(tree, id) != NodeKind::call && kindOf(tree, id) != NodeKind::savedCall) return std::nullopt;
  Call call;
  call.node = id;
  call.name = tree.nodes[id].first;
  for (NodeId child : children(tree, id)) call.arguments.push_back(argumentOf(tree, child));
  return call;
}

std::optional<Call> stepCall(const Tree& tree, NodeId step) {
  NodeId at = step;
  while (at != kNoNode) {
    switch (kindOf(tree, at)) {
      case NodeKind::call:
      case NodeKind::savedCall:
        return asCall(tree, at);
      case NodeKind::filterStep:
      case NodeKind::notFilter:
        at = tree.nodes[at].child;
        break;
      case NodeKind::assignStep:
      case NodeKind::fieldOpStep:
        at = lastChild(tree, at);
        break;
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<Comparison> asComparison(const Tree& tree, NodeId id) {
  if (id == kNoNode || kindOf(tree, id) != NodeKind::comparison) return std::nullopt;
  Comparison comparison{id, tree.nodes[id].child, kNoNode, 0};
  comparison.value = tree.nodes[comparison.field].next;
  comparison.op = tree.nodes[comparison.field].end;
  return comparison;
}

std::optional<Assignment> asAssignment(const Tree& tree, NodeId id) {
  if (id == kNoNode || kindOf(tree, id) != NodeKind::assignStep) return std::nullopt;
  const NodeId field = tree.nodes[id].child;
  return Assignment{id, field, tree.nodes[field].next};
}

std::optional<Binary> asBinary(const Tree& tree, NodeId id) {
  if (id == kNoNode || kindOf(tree, id) != NodeKind::binary) return std::nullopt;
  const NodeId left = tree.nodes[id].child;
  return Binary{id, left, tree.nodes[left].next, tree.nodes[left].end};
}

NodeId unwrapped(const Tree& tree, NodeId expression) {
  while (expression != kNoNode && kindOf(tree, expression) == NodeKind::parenExpression)
    expression = tree.nodes[expression].child;
  return expression;
}

std::vector<NodeId> elements(const Tree& tree, NodeId expression) {
  const NodeId inner = unwrapped(tree, expression);
  if (inner == kNoNode) return {};
  if (kindOf(tree, inner) != NodeKind::array) return {inner};
  return childList(tree, inner);
}

}  // namespace quarry::cql
