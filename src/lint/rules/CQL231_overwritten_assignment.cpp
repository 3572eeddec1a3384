// A value that is replaced before anything reads it.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | score := 1 | score := 2", "#type=web | score := 2"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL231_overwritten_assignment;
const Rule CQL231_overwritten_assignment = {
    {"CQL231", "overwritten-assignment", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "a field is given another value before anything has read the first one",
     "The first value is lost. Either one of the two steps is left over, or the second was meant for another field."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  if (context.index->broken()) return;
  const rows::Ends ends(context);
  for (cql::DefinitionId id = 1; id < flow.definitions.size(); ++id) {
    const cql::Definition& made = flow.definitions[id];
    if (made.kind != cql::Definition::Kind::assigned || flow.used(id) || made.step == cql::kNoStep) continue;
    const auto later = ends.overwrittenBy(id);
    if (!later || !flow.steps[made.step].before.reachable) continue;
    auto& finding =
        report.add(CQL231_overwritten_assignment.def, made.span,
                   fmt::format("`{}` gets another value before anything reads this one", flow.name(made.name)));
    finding.label(flow.definitions[*later].span, "the other value");
    const NodeId step = flow.steps[made.step].node;
    if (cql::kindOf(tree, step) == NodeKind::assignStep &&
        cql::kindOf(tree, tree.nodes[step].parent) == NodeKind::pipeline)
      finding.fix("leave the first one out", withoutStep(tree, step), base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
