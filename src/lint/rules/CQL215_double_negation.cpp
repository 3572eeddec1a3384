// not before !=.
#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL215_double_negation;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | not status!=500", "#type=web | status=500"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::notFilter)) {
    cql::NodeId inner = tree.nodes[node].child;
    while (inner != cql::kNoNode && cql::kindOf(tree, inner) == cql::NodeKind::parenFilter)
      inner = tree.nodes[inner].child;
    const auto comparison = cql::asComparison(tree, inner);
    const base::Span whole = tree.span(node);
    if (!comparison || tree.tokens[comparison->op].kind != cql::TokenKind::notEqual ||
        hasComment(tree, whole.begin, whole.end))
      continue;
    const base::Span op = tree.tokenSpan(comparison->op), inside = tree.span(inner);
    report.add(CQL215_double_negation.def, {whole.file, whole.begin, op.end}, "this is negated twice")
        .fix("write `=`",
             {{{whole.file, whole.begin, inside.begin}, ""}, {op, "="}, {{whole.file, inside.end, whole.end}, ""}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL215_double_negation = {
    {"CQL215", "double-negation", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a test is negated twice", "`not (status != 500)` is `status = 500`, also for events without a `status`."},
    check,
    kExamples};

}  // namespace quarry::lint
