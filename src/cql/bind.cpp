#include "quarry/cql/bind.h"

#include <algorithm>

namespace quarry::cql {
namespace {

// The parameter that `field := f(…)` and `field =~ f(…)` give to a function.
const Parameter* receiving(const Function& function, NodeKind shorthand) {
  return function.parameter(shorthand == NodeKind::assignStep ? "as" : "field");
}

// The node whose first child is the field that the call is applied to: `x := f()`, `x =~ !f()`, `x match { f() => … }`.
NodeId shorthandOf(const Tree& tree, NodeId call) {
  NodeId at = tree.nodes[call].parent;
  if (at != kNoNode && kindOf(tree, at) == NodeKind::notFilter) at = tree.nodes[at].parent;
  if (at == kNoNode) return kNoNode;
  switch (kindOf(tree, at)) {
    case NodeKind::assignStep:
    case NodeKind::fieldOpStep:
      return at;
    case NodeKind::guard:
      return enclosing(tree, at, NodeKind::matchStep);
    default:
      return kNoNode;
  }
}

}  // namespace

const BoundArgument* BoundCall::argument(std::string_view parameter) const {
  const auto found = std::find_if(arguments.begin(), arguments.end(), [&](const BoundArgument& a) {
    return a.parameter != nullptr && a.parameter->name == parameter;
  });
  return found == arguments.end() ? nullptr : &*found;
}

NodeId BoundCall::value(std::string_view parameter) const {
  if (const BoundArgument* said = argument(parameter)) return said->argument.value;
  return receives != nullptr && receives->name == parameter ? receiver : kNoNode;
}

NodeId BoundCall::value(const Parameter& parameter) const { return value(parameter.name); }

std::optional<BoundCall> bindCall(const Tree& tree, NodeId node) {
  if (node == kNoNode) return std::nullopt;
  const NodeKind kind = kindOf(tree, node);
  if (kind != NodeKind::call && kind != NodeKind::savedCall) return std::nullopt;
  BoundCall call;
  call.node = node;
  call.name = tree.nodes[node].first;
  if (kind == NodeKind::call) call.function = find(tree.tokenText(call.name));

  std::size_t count = 0;
  for ([[maybe_unused]] NodeId child : children(tree, node)) ++count;
  call.arguments.reserve(count);
  bool unnamedSeen = false;
  for (NodeId child : children(tree, node)) {
    const NodeKind childKind = kindOf(tree, child);
    if (childKind != NodeKind::argument && childKind != NodeKind::namedArgument) continue;
    BoundArgument bound;
    bound.argument.node = child;
    bound.argument.value = tree.nodes[child].child;
    if (childKind == NodeKind::namedArgument) {
      bound.argument.name = tree.nodes[child].first;
      if (call.function != nullptr) bound.parameter = call.function->parameter(tree.tokenText(*bound.argument.name));
    } else if (call.function != nullptr && !unnamedSeen) {
      bound.parameter = call.function->unnamedParameter();
      unnamedSeen = true;
    }
    call.arguments.push_back(bound);
  }

  // `eval(x=f(…))` is `x := f(…)`.
  const NodeId parent = tree.nodes[node].parent;
  if (parent != kNoNode && kindOf(tree, parent) == NodeKind::namedArgument && call.function != nullptr) {
    const Function* outer = find(tree.tokenText(tree.nodes[tree.nodes[parent].parent].first));
    const Parameter* as = call.function->parameter("as");
    if (outer != nullptr && outer->freeArguments == FreeArguments::assignments && as != nullptr) {
      call.receiver = parent;
      call.receives = as;
      return call;
    }
  }
  const NodeId shorthand = shorthandOf(tree, node);
  if (shorthand != kNoNode && tree.nodes[shorthand].child != node) {
    call.receiver = tree.nodes[shorthand].child;
    if (call.function != nullptr) call.receives = receiving(*call.function, kindOf(tree, shorthand));
  }
  return call;
}

}  // namespace quarry::cql
