#include "lint/rows.h"

#include <algorithm>
#include <array>

namespace quarry::lint::rows {

using namespace cql;

bool cuts(const Step& step) { return step.is("sort") || step.is("table") || step.is("head") || step.is("tail"); }

bool cutsByDefault(const Step& step) { return cuts(step) && step.call->value("limit") == kNoNode; }

bool ordersByLostTime(const Context& context, const Step& step) {
  if (!step.is("table") || !cutsByDefault(step) || step.call->value("sortby") != kNoNode || step.flow == nullptr)
    return false;
  const Flow& flow = *context.flow;
  const auto time = flow.definitionOf(step.flow->before, "@timestamp");
  if (!time) return true;
  if (*time != kEvent) return false;
  // A step that is not understood may bring anything back; what the service knows of an event it does not.
  for (NodeId before : children(context.tree, context.tree.nodes[step.node].parent)) {
    if (before == step.node) break;
    const StepId id = flow.stepOf(before);
    if (id != kNoStep && flow.presence(flow.steps[id].after, "@timestamp") == Presence::gone) return true;
  }
  return false;
}

bool gathers(const Step& step) {
  return step.kind == NodeKind::statsStep ||
         (step.call != nullptr && step.call->function != nullptr &&
          step.call->function->kind == FunctionKind::aggregate && step.call->function->dropsOtherFields && !cuts(step));
}

bool reorders(const Step& step) {
  if (step.call == nullptr || step.call->function == nullptr) return false;
  const FunctionKind kind = step.call->function->kind;
  return kind == FunctionKind::generator || (kind == FunctionKind::aggregate && !cuts(step) && !gathers(step));
}

bool keepsOrder(const Context& context, const Step& step) {
  static constexpr std::array<std::string_view, 6> kOrdered = {"collect", "selectLast", "series",
                                                               "tail",    "head",       "session"};
  bool ordered = false;
  walk(context.tree, step.node, [&](NodeId id) {
    const BoundCall* call = context.index->callAt(id);
    ordered =
        ordered || (call != nullptr && std::find(kOrdered.begin(), kOrdered.end(), nameOf(*call)) != kOrdered.end());
  });
  return ordered;
}

const BoundCall* makerOf(const Context& context, const Definition& made) {
  NodeId at = made.node;
  while (at != kNoNode && kindOf(context.tree, at) != NodeKind::call) at = context.tree.nodes[at].parent;
  const BoundCall* call = at == kNoNode ? nullptr : context.index->callAt(at);
  return call != nullptr && call->function != nullptr ? call : nullptr;
}

bool computes(const BoundCall* call) {
  return call != nullptr && call->function != nullptr && call->function->kind == FunctionKind::aggregate &&
         call->function->rows == Rows::one && call->function->parameter("as") != nullptr;
}

std::optional<DefinitionId> overwrittenBy(const Flow& flow, DefinitionId id) {
  const Definition& made = flow.definitions[id];
  // Only a step of the same pipeline surely comes after this one.
  const StepId parent = flow.steps[made.step].parent;
  for (DefinitionId later = id + 1; later < flow.definitions.size(); ++later) {
    const Definition& other = flow.definitions[later];
    if (other.name != made.name || other.step == kNoStep || other.step == made.step) continue;
    if (other.kind != Definition::Kind::assigned && other.kind != Definition::Kind::output) continue;
    if (flow.steps[other.step].parent != parent) continue;
    if (flow.tree->nodes[flow.steps[other.step].node].parent != flow.tree->nodes[flow.steps[made.step].node].parent)
      continue;
    // The field has to be there still, or the later one replaces nothing.
    const auto before = flow.definitionOf(flow.steps[other.step].before, flow.name(made.name));
    if (before && *before == id) return later;
  }
  return std::nullopt;
}

NodeId droppedBy(const Context& context, DefinitionId id) {
  const Flow& flow = *context.flow;
  const Definition& made = flow.definitions[id];
  const std::string_view name = flow.name(made.name);
  for (const StepFlow& step : flow.steps) {
    if (step.parent != kNoStep || context.tree.span(step.node).begin < made.span.begin) continue;
    const auto before = flow.definitionOf(step.before, name);
    if (before && *before == id && flow.presence(step.after, name) == Presence::gone) return step.node;
  }
  return kNoNode;
}

base::Span wordOf(const Tree& tree, NodeId step) {
  if (const auto call = stepCall(tree, step)) return tree.tokenSpan(call->name);
  return tree.tokenSpan(tree.nodes[step].first);
}

std::string separator(const Tree& tree, NodeId step) {
  const std::uint32_t first = tree.nodes[step].first;
  if (first == 0 || tree.tokens[first - 1].kind != TokenKind::pipe) return " | ";
  const std::string_view before = tree.trivia(first - 1);
  return before.find('\n') != std::string_view::npos ? "\n| " : " | ";
}

}  // namespace quarry::lint::rows
