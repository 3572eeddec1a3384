// A result of an aggregate that nothing reads.
#include <fmt/format.h>

#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=[count(as=n), max(time, as=slowest)], limit=max) | select([user, n])",
     "#type=web | groupBy(user, function=[count(as=n), max(time, as=slowest)], limit=max) | select([user, n, "
     "slowest])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL235_unused_output;
const Rule CQL235_unused_output = {
    {"CQL235", "unused-output", base::Severity::info, base::Category::flow, base::FixKind::review,
     "an aggregate computes a value that nothing reads, and that is not in the result",
     "Either the function is left over, or a selection behind it left the value out."},
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
    if (made.kind != cql::Definition::Kind::output || flow.used(id) || made.step == cql::kNoStep ||
        made.node == cql::kNoNode)
      continue;
    const cql::BoundCall* bound = rows::makerOf(context, made);
    if (bound == nullptr) continue;
    const NodeId call = bound->node;
    // One of several outputs of a function, or of the only one: the call is there for another reason.
    const NodeId array = tree.nodes[call].parent;
    if (array == cql::kNoNode || cql::kindOf(tree, array) != NodeKind::array || cql::elements(tree, array).size() < 2)
      continue;
    if (!rows::computes(bound)) continue;
    // Of two outputs of one name only one can be read: that has a finding of its own.
    if (std::any_of(flow.collisions.begin(), flow.collisions.end(),
                    [&](const cql::Collision& c) { return c.first == id || c.second == id; }))
      continue;
    auto& finding = report.add(CQL235_unused_output.def, made.span,
                               fmt::format("nothing reads `{}`, and it is not in the result", flow.name(made.name)));
    if (const auto gone = ends.droppedBy(id); gone != cql::kNoNode)
      finding.label(rows::wordOf(tree, gone), "it ends here");
    finding.fix("leave it out", withoutElement(tree, call), base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
