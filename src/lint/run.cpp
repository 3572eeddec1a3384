#include <algorithm>

#include "lint/index.h"
#include "lint/query.h"
#include "lint/suppress.h"
#include "quarry/cql/flow.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

template <class Check, class Context>
void runAll(const Context& context, base::Report& found) {
  for (const Rule* rule : rules())
    if (const auto* check = std::get_if<Check>(&rule->check)) (*check)(context, found);
}

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

void run(const Context& query, base::Report& report) {
  const cql::Flow flow = cql::flow(query.tree);
  const Index index(query.tree, flow);
  Context context = query;
  context.flow = &flow;
  context.index = &index;
  base::Report found, calls;
  cql::checkCalls(context.tree, context.functions, report, calls);
  cql::check(flow, calls);
  runAll<QueryCheck>(context, found);
  dropInsideWrongSteps(context.tree, found, calls);
  found.merge(std::move(calls));
  applySuppressions(findSuppressions(context.tree, context.sources), std::move(found), context.sources, report);
}

void run(base::FileId file, const std::vector<rule::Document>& documents, const rule::Environment& environment,
         base::Sources& sources, base::Report& report) {
  base::Report found;
  for (const rule::Document& document : documents)
    if (!std::holds_alternative<rule::Refused>(document))
      runAll<DocumentCheck>(DocumentContext{document, environment, sources}, found);
  // What reading and lowering said can be silenced as well, unless it stops the rule.
  std::erase_if(report.findings(), [&](base::Diagnostic& finding) {
    if (finding.severity == base::Severity::error) return false;
    found.add(std::move(finding));
    return true;
  });
  auto suppressions = findSuppressions(file, sources);
  // Those of rules that look at all files are settled when all files have been read.
  std::erase_if(suppressions, [](const Suppression& s) { return isAboutWorkspace(s.code); });
  applySuppressions(std::move(suppressions), std::move(found), sources, report);
}

void run(const WorkspaceContext& context, base::Report& report) {
  base::Report found;
  runAll<WorkspaceCheck>(context, found);
  std::vector<Suppression> suppressions;
  std::vector<base::FileId> seen;
  for (const rule::Document* document : context.documents) {
    const base::FileId file = rule::about(*document).file;
    if (!seen.empty() && seen.back() == file) continue;
    seen.push_back(file);
    for (Suppression& one : findSuppressions(file, context.sources))
      if (isAboutWorkspace(one.code)) suppressions.push_back(std::move(one));
  }
  applySuppressions(std::move(suppressions), std::move(found), context.sources, report);
}

}  // namespace quarry::lint
