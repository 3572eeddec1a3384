#include <algorithm>
#include <vector>

#include "lint/query.h"
#include "lint/suppress.h"
#include "quarry/cql/flow.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

extern const Rule CQL101_foreign_step;

namespace {

template <class Check, class Context>
void runAll(const Context& context, base::Report& found) {
  for (const Rule* rule : rules())
    if (const auto* check = std::get_if<Check>(&rule->check)) (*check)(context, found);
}

// A step that is not CQL gets the one message that says so: what its words would be as CQL is beside the point.
void supersede(const Context& context, base::Report& found) {
  const cql::Tree& tree = context.tree;
  std::vector<base::Span> foreign;
  for (const base::Diagnostic& finding : found.findings()) {
    if (finding.def != &CQL101_foreign_step.def) continue;
    for (const NodeId pipeline : pipelines(tree))
      for (const NodeId step : cql::steps(tree, pipeline))
        if (const base::Span span = tree.span(step); span.begin == finding.primary.span.begin) foreign.push_back(span);
  }
  if (foreign.empty()) return;
  std::erase_if(found.findings(), [&](const base::Diagnostic& finding) {
    const base::Span at = finding.primary.span;
    return finding.def != &CQL101_foreign_step.def && std::any_of(foreign.begin(), foreign.end(), [&](base::Span step) {
             return step.begin <= at.begin && at.end <= step.end;
           });
  });
}

}  // namespace

void run(const Context& query, base::Report& report) {
  const cql::Flow flow = cql::flow(query.tree);
  const Context context{query.tree, query.sources, query.functions, &flow};
  base::Report found;
  cql::checkCalls(context.tree, context.functions, report, found);
  cql::check(flow, found);
  runAll<QueryCheck>(context, found);
  supersede(context, found);
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
