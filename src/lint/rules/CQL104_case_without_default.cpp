// A case drops the rows that no clause lets through.
#include <algorithm>
#include <string>
#include <vector>

#include "lint/query.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | case { status=5* | Kind := \"server\"; status=4* | Kind := \"client\" }",
     "#type=web | case { status=5* | Kind := \"server\"; status=4* | Kind := \"client\"; * }"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL104_case_without_default;
const Rule CQL104_case_without_default = {
    {"CQL104", "case-without-default", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a `case` that assigns has no last clause for the other rows",
     "A row goes through the first clause that lets it through; a row that none lets through is dropped. A `case` that "
     "only "
     "filters means that, one that assigns seldom does. A last clause `*` keeps the other rows."},
    check,
    kExamples};

namespace {

// A clause without a filter in front takes every row.
bool takesAll(const Tree& tree, NodeId clause) {
  const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return true;
  const auto all = cql::steps(tree, pipeline);
  if (all.empty()) return true;
  const NodeId first = all.front();
  if (cql::kindOf(tree, first) == NodeKind::error) return true;  // unknown: say nothing
  if (cql::kindOf(tree, first) != NodeKind::filterStep) return true;
  const std::string_view text = tree.nodeText(first);
  return text == "*" || text == "true";
}

bool assigns(const Tree& tree, NodeId clause) {
  bool found = false;
  cql::walk(tree, clause, [&](NodeId id) { found = found || cql::kindOf(tree, id) == NodeKind::assignStep; });
  return found;
}

// True if the clause asks for a field that it has just made: rows without it are dropped on purpose.
bool demandsWhatItMakes(const Tree& tree, NodeId clause) {
  std::vector<std::string> made;
  for (const NodeId step : cql::steps(tree, cql::childOf(tree, clause, NodeKind::pipeline))) {
    if (const auto assignment = cql::asAssignment(tree, step)) made.push_back(cql::textOf(tree, assignment->field));
    if (const auto call = cql::stepCall(tree, step))
      if (const auto* as = call->named(tree, "as"))
        for (std::string& name : names(tree, as->value)) made.push_back(std::move(name));
    if (cql::kindOf(tree, step) != NodeKind::filterStep) continue;
    const auto comparison = cql::asComparison(tree, tree.nodes[step].child);
    if (comparison && std::find(made.begin(), made.end(), cql::textOf(tree, comparison->field)) != made.end())
      return true;
  }
  return false;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  cql::walk(tree, [&](NodeId id) {
    if (cql::kindOf(tree, id) != NodeKind::caseStep) return;
    bool complete = false, assigning = false, selecting = true;
    NodeId last = cql::kNoNode;
    for (NodeId clause : cql::children(tree, id)) {
      complete = complete || takesAll(tree, clause);
      assigning = assigning || assigns(tree, clause);
      selecting = selecting && demandsWhatItMakes(tree, clause);
      last = clause;
    }
    if (last == cql::kNoNode || complete || !assigning || selecting) return;
    const std::uint32_t first = tree.nodes[id].first;
    const base::Span end = tree.span(last);
    report.add(CQL104_case_without_default.def, tree.tokenSpan(first), "rows that no clause lets through are dropped")
        .fix("add a clause `*` that keeps them", {{{end.file, end.end, end.end}, "; *"}}, base::Safety::review);
  });
}

}  // namespace

}  // namespace quarry::lint
