// A field that is made and never read.
#include <fmt/format.h>

#include <map>
#include <set>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | slow := time > 1000 | groupBy(user, limit=max)",
                                  "#type=web | slow := time > 1000 | groupBy([user, slow], limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL230_unused_assignment;
const Rule CQL230_unused_assignment = {
    {"CQL230", "unused-assignment", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "a field is given a value that nothing reads, and is not in the result",
     "Either the step is left over, or a later one was meant to read the field and reads another one, or a selection "
     "left it out."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  if (context.index->broken()) return;
  const rows::Ends ends(context);
  std::map<cql::NameId, std::size_t> assigned;  // how often
  for (const cql::Definition& made : flow.definitions)
    if (made.kind == cql::Definition::Kind::assigned) ++assigned[made.name];
  std::set<cql::NameId> seen;
  for (cql::DefinitionId id = 1; id < flow.definitions.size(); ++id) {
    const cql::Definition& made = flow.definitions[id];
    if (made.kind != cql::Definition::Kind::assigned || flow.used(id) || made.step == cql::kNoStep) continue;
    if (ends.overwrittenBy(id)) continue;  // another rule
    const cql::StepFlow& step = flow.steps[made.step];
    if (!step.before.reachable || flow.name(made.name).starts_with('@')) continue;
    // (The clauses of a `case` give one field many values.)
    if (!seen.insert(made.name).second) continue;
    auto& finding = report.add(CQL230_unused_assignment.def, made.span,
                               fmt::format("nothing reads `{}`, and it is not in the result", flow.name(made.name)));
    if (const auto gone = ends.droppedBy(id); gone != cql::kNoNode)
      finding.label(rows::wordOf(tree, gone), "it ends here");
    const bool once = assigned[made.name] == 1;
    if (once && cql::kindOf(tree, step.node) == NodeKind::assignStep)
      finding.fix("leave the step out", withoutStep(tree, step.node), base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
