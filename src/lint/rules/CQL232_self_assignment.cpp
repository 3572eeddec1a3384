// A field that is given its own value.
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | user := user", "#type=web | user := owner"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL232_self_assignment;
const Rule CQL232_self_assignment = {
    {"CQL232", "self-assignment", base::Severity::warning, base::Category::flow, base::FixKind::safe,
     "a field is given its own value", "The step changes nothing. Often one of the two names is a slip."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::assignStep)) {
    const auto assignment = cql::asAssignment(tree, node);
    if (!assignment || cql::kindOf(tree, cql::unwrapped(tree, assignment->value)) != NodeKind::field) continue;
    if (cql::textOf(tree, assignment->field) != cql::textOf(tree, cql::unwrapped(tree, assignment->value))) continue;
    auto& finding = report.add(CQL232_self_assignment.def, tree.span(node), "this changes nothing");
    if (cql::kindOf(tree, tree.nodes[node].parent) == NodeKind::pipeline)
      finding.fix("leave it out", withoutStep(tree, node), base::Safety::safe);
  }
}

}  // namespace

}  // namespace quarry::lint
