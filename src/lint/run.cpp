#include <algorithm>

#include "lint/query.h"
#include "lint/suppress.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

bool contains(base::Span outer, base::Span inner) {
  return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

// The innermost step around a place; the empty span if there is none.
base::Span stepAround(const Tree& tree, base::Span place) {
  base::Span step{place.file, 0, 0};
  cql::walk(tree, [&](NodeId id) {
    if (!contains(tree.span(id), place)) return false;
    const NodeId parent = tree.nodes[id].parent;
    if (parent != cql::kNoNode && cql::kindOf(tree, parent) == NodeKind::pipeline) step = tree.span(id);
    return true;
  });
  return step;
}

// A rule that calls a step wrong knows what was meant by it: its calls are not judged besides.
void dropInsideWrongSteps(const Tree& tree, const base::Report& byRules, base::Report& byCalls) {
  for (const base::Diagnostic& wrong : byRules.findings()) {
    if (wrong.severity != base::Severity::error || byCalls.size() == 0) continue;
    const base::Span step = stepAround(tree, wrong.primary.span);
    std::erase_if(byCalls.findings(), [&](const base::Diagnostic& d) { return contains(step, d.primary.span); });
  }
}

}  // namespace

void run(const Context& context, base::Report& report) {
  base::Report found, calls;
  cql::checkCalls(context.tree, context.functions, report, calls);
  for (const Rule* rule : rules()) rule->check(context, found);
  dropInsideWrongSteps(context.tree, found, calls);
  found.merge(std::move(calls));
  applySuppressions(findSuppressions(context.tree, context.sources), std::move(found), context.sources, report);
}

}  // namespace quarry::lint
