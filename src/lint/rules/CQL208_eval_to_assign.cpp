// eval() with one assignment.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL208_eval_to_assign;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | eval(total=sent + received)", "#type=web | total := sent + received"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (!calls(call, "eval") || call.arguments.size() != 1 || call.receiver != cql::kNoNode) continue;
    const cql::Argument& argument = call.arguments.front().argument;
    const cql::NodeId parent = tree.nodes[call.node].parent;
    if (!argument.name || argument.value == cql::kNoNode || parent == cql::kNoNode ||
        cql::kindOf(tree, parent) != cql::NodeKind::filterStep)
      continue;
    const base::Span whole = tree.span(call.node);
    if (hasComment(tree, whole.begin, whole.end)) continue;
    report.add(CQL208_eval_to_assign.def, tree.tokenSpan(call.name), "`:=` says this shorter")
        .fix("write an assignment",
             {{whole, fmt::format("{} := {}", tree.tokenText(*argument.name), tree.nodeText(argument.value))}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL208_eval_to_assign = {
    {"CQL208", "eval-to-assign", base::Severity::info, base::Category::style, base::FixKind::safe,
     "`eval` assigns one field", "`n := a + b` says the same as `eval(n=a + b)`, and is what most queries write."},
    check,
    kExamples};

}  // namespace quarry::lint
