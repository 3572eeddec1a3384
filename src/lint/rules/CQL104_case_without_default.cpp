// A case drops the rows that no clause lets through.
#include <algorithm>
#include <string>
#include <vector>

#include "lint/index.h"
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

// What a function's own pipeline assigns is for the function alone.
bool assigns(const Tree& tree, NodeId id) {
  if (cql::kindOf(tree, id) == NodeKind::assignStep) return true;
  if (cql::kindOf(tree, id) == NodeKind::call) return false;
  for (const NodeId inner : cql::children(tree, id))
    if (assigns(tree, inner)) return true;
  return false;
}

// What the first filter of a clause asks first.
std::optional<Condition> firstOf(const Context& context, NodeId clause) {
  const Tree& tree = context.tree;
  const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return std::nullopt;
  const NodeId step = tree.nodes[pipeline].child;
  if (step == cql::kNoNode || cql::kindOf(tree, step) != NodeKind::filterStep || tree.nodes[step].child == cql::kNoNode)
    return std::nullopt;
  return asCondition(tree, *context.index, operands(tree, tree.nodes[step].child, NodeKind::andFilter).front());
}

// True if the clauses are meant to choose: each asks for a tag first, which is how one query reads several kinds of
// events, or two of them ask opposite things first, so that every row has its clause.
bool chooses(const Context& context, NodeId step) {
  std::vector<Condition> asked;
  bool onlyTags = true;
  for (NodeId clause : cql::children(context.tree, step)) {
    auto condition = firstOf(context, clause);
    onlyTags = onlyTags && condition && !condition->negated && condition->field.starts_with('#');
    if (condition) asked.push_back(std::move(*condition));
  }
  for (const Condition& one : asked)
    for (const Condition& other : asked) {
      Condition opposite = other;
      opposite.negated = !opposite.negated;
      if (one.negated != other.negated && implies(one, opposite) && implies(opposite, one)) return true;
    }
  return onlyTags && !asked.empty();
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
  for (NodeId id : context.index->of(NodeKind::caseStep)) {
    bool complete = false, assigning = false, demanding = true;
    NodeId last = cql::kNoNode;
    for (NodeId clause : cql::children(tree, id)) {
      complete = complete || takesAll(tree, clause);
      assigning = assigning || assigns(tree, clause);
      demanding = demanding && demandsWhatItMakes(tree, clause);
      last = clause;
    }
    if (last == cql::kNoNode || complete || !assigning || demanding || chooses(context, id)) continue;
    const std::uint32_t first = tree.nodes[id].first;
    const base::Span end = tree.span(last);
    report.add(CQL104_case_without_default.def, tree.tokenSpan(first), "rows that no clause lets through are dropped")
        .fix("add a clause `*` that keeps them", {{{end.file, end.end, end.end}, "; *"}}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
