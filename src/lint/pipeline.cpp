#include "lint/pipeline.h"

#include <algorithm>

namespace quarry::lint {

using cql::NodeId;
using cql::NodeKind;

bool isAlert(Use use) { return use == Use::filterAlert || use == Use::aggregateAlert || use == Use::legacyAlert; }

bool isTrigger(Use use) { return isAlert(use) || use == Use::scheduledSearch || use == Use::correlationRule; }

NodeId firstAggregate(const Context& context) {
  const cql::Tree& tree = context.tree;
  for (const NodeId step : cql::steps(tree, cql::mainPipeline(tree))) {
    if (cql::kindOf(tree, step) == NodeKind::statsStep) return step;
    const auto call = cql::stepCall(tree, step);
    const cql::Function* function = call ? cql::find(tree.tokenText(call->name)) : nullptr;
    if (function != nullptr && function->kind == cql::FunctionKind::aggregate) return call->node;
  }
  return cql::kNoNode;
}

bool mayAggregate(const Context& context) {
  if (!context.index->of(NodeKind::savedCall).empty() || !context.index->of(NodeKind::error).empty()) return true;
  return std::any_of(context.index->calls().begin(), context.index->calls().end(),
                     [](const cql::BoundCall& call) { return call.function == nullptr; });
}

base::Span placeOf(const cql::Tree& tree, NodeId aggregate) {
  if (cql::kindOf(tree, aggregate) == NodeKind::statsStep) return tree.span(aggregate);
  return tree.tokenSpan(tree.nodes[aggregate].first);
}

std::vector<const cql::BoundCall*> callsOf(const Context& context, std::initializer_list<std::string_view> functions) {
  std::vector<const cql::BoundCall*> found;
  for (const cql::BoundCall& call : context.index->calls())
    if (call.function != nullptr &&
        std::find(functions.begin(), functions.end(), call.function->name) != functions.end())
      found.push_back(&call);
  return found;
}

}  // namespace quarry::lint
