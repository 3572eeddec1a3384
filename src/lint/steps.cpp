#include "lint/steps.h"

namespace quarry::lint {

NodeId callOfStep(const Tree& tree, NodeId step) {
  NodeId at = cql::kNoNode;
  switch (cql::kindOf(tree, step)) {
    case NodeKind::filterStep:
      at = tree.nodes[step].child;
      break;
    case NodeKind::assignStep:
    case NodeKind::fieldOpStep:
      at = cql::lastChild(tree, step);
      break;
    default:
      return cql::kNoNode;
  }
  while (at != cql::kNoNode && cql::kindOf(tree, at) == NodeKind::notFilter) at = tree.nodes[at].child;
  if (at == cql::kNoNode) return cql::kNoNode;
  const NodeKind kind = cql::kindOf(tree, at);
  return kind == NodeKind::call || kind == NodeKind::savedCall ? at : cql::kNoNode;
}

}  // namespace quarry::lint
