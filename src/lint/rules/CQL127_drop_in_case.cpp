// dropEvent() in a clause hands the row to the next clause.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | case { status=404 | dropEvent(); * }", "#type=web | status!=404"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL127_drop_in_case;
const Rule CQL127_drop_in_case = {
    {"CQL127", "drop-in-case", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "`dropEvent()` in a `case` whose later clause takes the row all the same",
     "`dropEvent()` stops the row in its clause, and a row that a clause stops is handed to the next one. With a "
     "clause `*` at the end nothing is dropped. Ask for the opposite in a filter of its own."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "dropEvent") continue;
    const NodeId clause = cql::enclosing(tree, call.node, NodeKind::clause);
    if (clause == cql::kNoNode || tree.nodes[clause].next == cql::kNoNode) continue;
    const NodeId step = tree.nodes[clause].parent;
    const NodeId last = cql::lastChild(tree, step);
    if (!tree.nodeText(last).starts_with("*")) continue;
    auto& finding = report.add(CQL127_drop_in_case.def, tree.span(call.node),
                               "the row is not dropped: it goes on to the next clause");
    finding.label(tree.span(last), "and through here");
    // A case that does nothing else: `case { x=1 | dropEvent(); * }`.
    const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
    const auto all = cql::steps(tree, pipeline);
    const bool alone = tree.nodes[step].child == clause && tree.nodes[clause].next == last &&
                       tree.nodeText(last) == "*" && all.size() == 2 &&
                       cql::kindOf(tree, all[0]) == NodeKind::filterStep && !cql::stepCall(tree, all[0]);
    const auto comparison = alone ? cql::asComparison(tree, tree.nodes[all[0]].child) : std::nullopt;
    if (comparison && tree.tokens[comparison->op].kind == cql::TokenKind::equal)
      finding.fix("ask for the opposite",
                  {{tree.span(step),
                    fmt::format("{}!={}", tree.nodeText(comparison->field), tree.nodeText(comparison->value))}},
                  base::Safety::review);
    else if (alone)
      finding.fix("ask for the opposite", {{tree.span(step), fmt::format("not ({})", tree.nodeText(all[0]))}},
                  base::Safety::review);
    else
      finding.note("filter such rows out in a step before the `case`");
  }
}

}  // namespace

}  // namespace quarry::lint
