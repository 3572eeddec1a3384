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

bool endsCut(const Step& step) {
  return cuts(step) || reorders(step) || step.kind == NodeKind::error ||
         (step.call != nullptr && step.call->function == nullptr);
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

Ends::Key Ends::keyOf(const Definition& made) const {
  const StepFlow& step = context_.flow->steps[made.step];
  // Only a step of the same pipeline surely comes after another one.
  return {made.name, step.parent, context_.tree.nodes[step.node].parent};
}

Ends::Ends(const Context& context) : context_(context) {
  const Flow& flow = *context.flow;
  for (DefinitionId id = 1; id < flow.definitions.size(); ++id) {
    const Definition& made = flow.definitions[id];
    if (made.step == kNoStep) continue;
    if (made.kind == Definition::Kind::assigned || made.kind == Definition::Kind::output)
      made_[keyOf(made)].push_back(id);
  }
  for (StepId id = 0; id < flow.steps.size(); ++id)
    if (flow.steps[id].parent == kNoStep) steps_.push_back(id);
}

std::optional<DefinitionId> Ends::overwrittenBy(DefinitionId id) const {
  const Flow& flow = *context_.flow;
  const Definition& made = flow.definitions[id];
  const auto same = made_.find(keyOf(made));
  if (same == made_.end()) return std::nullopt;
  for (auto later = std::upper_bound(same->second.begin(), same->second.end(), id); later != same->second.end();
       ++later) {
    const Definition& other = flow.definitions[*later];
    if (other.step == made.step) continue;
    // The field has to be there still, or the later one replaces nothing, and neither does one behind it.
    const auto before = flow.definitionOf(flow.steps[other.step].before, flow.name(made.name));
    return before && *before == id ? std::optional(*later) : std::nullopt;
  }
  return std::nullopt;
}

NodeId Ends::droppedBy(DefinitionId id) const {
  const Flow& flow = *context_.flow;
  const Definition& made = flow.definitions[id];
  const std::string_view name = flow.name(made.name);
  const auto isThereBefore = [&](StepId step) {
    const auto before = flow.definitionOf(flow.steps[step].before, name);
    return before && *before == id;
  };
  auto first = std::partition_point(steps_.begin(), steps_.end(), [&](StepId step) {
    return context_.tree.span(flow.steps[step].node).begin < made.span.begin;
  });
  // The step that makes it may begin with it.
  if (first != steps_.end() && !isThereBefore(*first)) ++first;
  // From here on it is there, up to some step.
  const auto end = std::partition_point(first, steps_.end(), isThereBefore);
  if (end == first) return kNoNode;
  const StepFlow& last = flow.steps[*(end - 1)];
  return flow.presence(last.after, name) == Presence::gone ? last.node : kNoNode;
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
