// A group key that the result does not show splits rows that look the same.
#include <fmt/format.h>

#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/query.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | groupBy([user, host], limit=max) | select([user, _count])",
                                  "#type=web | groupBy([user], limit=max) | select([user, _count])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL233_unused_group_key;
const Rule CQL233_unused_group_key = {
    {"CQL233", "unused-group-key", base::Severity::info, base::Category::flow, base::FixKind::review,
     "a group key is never read again and is not in the result",
     "Each value of a key makes a group of its own. Where the key is then left out, the result has several rows that "
     "look the same, and counts are split among them without a sign of it."},
    check,
    kExamples};

namespace {

// True if nothing in the query may read fields that it does not name, but for texts to search for.
bool onlyTextReads(const Context& context) {
  const auto& calls = context.index->calls();
  return !context.index->broken() &&
         std::all_of(calls.begin(), calls.end(), [](const cql::BoundCall& call) { return call.function != nullptr; });
}

// Each row of the groups is a row of what comes after: no later aggregate counts or gathers them.
bool rowsReachTheEnd(const Context& context, NodeId group) {
  for (const Sequence& sequence : context.index->sequences()) {
    const auto at = std::find_if(sequence.steps.begin(), sequence.steps.end(),
                                 [&](const Step& step) { return step.node == group; });
    if (at != sequence.steps.end())
      return std::none_of(at + 1, sequence.steps.end(), [](const Step& step) { return rows::gathers(step); });
  }
  return false;
}

// `groupBy([a, b], function=tail(1))`: rows of one group each, and not of one look.
bool keepsEvents(const Context& context, const cql::BoundCall& group) {
  const NodeId function = group.value("function");
  if (function == cql::kNoNode) return false;
  const auto each = cql::elements(context.tree, function);
  return std::any_of(each.begin(), each.end(), [&](NodeId one) {
    const cql::BoundCall* call = context.index->callAt(cql::unwrapped(context.tree, one));
    return call != nullptr && call->function != nullptr && call->function->rows != cql::Rows::one;
  });
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  const rows::Ends ends(context);
  for (cql::DefinitionId id = 1; id < flow.definitions.size(); ++id) {
    const cql::Definition& kept = flow.definitions[id];
    if (kept.kind != cql::Definition::Kind::kept || kept.step == cql::kNoStep || kept.node == cql::kNoNode) continue;
    // (A text to search for reads every field, but not behind an aggregate, where the service knows none.)
    if (flow.inResult(id) || !flow.readsOf(id).empty() || (flow.used(id) && !onlyTextReads(context))) continue;
    const NodeId step = flow.steps[kept.step].node;
    NodeId call = kept.node;
    while (call != cql::kNoNode && cql::kindOf(tree, call) != NodeKind::call) call = tree.nodes[call].parent;
    const cql::BoundCall* bound = call == cql::kNoNode ? nullptr : context.index->callAt(call);
    if (bound == nullptr || nameOf(*bound) != "groupBy") continue;
    const NodeId keys = bound->value("field");
    if (keys == cql::kNoNode || cql::elements(tree, keys).size() < 2) continue;  // the only key makes the groups
    const auto all = cql::elements(tree, keys);
    const auto element =
        std::find_if(all.begin(), all.end(), [&](NodeId one) { return cql::unwrapped(tree, one) == kept.node; });
    if (element == all.end() || !rowsReachTheEnd(context, step) || keepsEvents(context, *bound)) continue;
    auto& finding = report.add(CQL233_unused_group_key.def, kept.span,
                               fmt::format("`{}` splits the groups and is not shown", flow.name(kept.name)));
    if (const auto gone = ends.droppedBy(id); gone != cql::kNoNode && gone != step)
      finding.label(rows::wordOf(tree, gone), "it ends here");
    finding.fix("leave the key out", withoutElement(tree, *element), base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
