// case with one clause.
#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL207_case_of_one;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | case { status=500 | method=GET }", "#type=web | status=500 | method=GET"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::caseStep)) {
    const cql::NodeId clause = tree.nodes[node].child;
    if (clause == cql::kNoNode || tree.nodes[clause].next != cql::kNoNode) continue;
    const cql::NodeId pipeline = cql::childOf(tree, clause, cql::NodeKind::pipeline);
    if (pipeline == cql::kNoNode || tree.nodes[pipeline].child == cql::kNoNode) continue;
    // A clause that assigns lacks its `*`, which is another matter.
    bool other = false;
    cql::walk(tree, clause, [&](cql::NodeId id) {
      other =
          other || cql::kindOf(tree, id) == cql::NodeKind::assignStep || cql::kindOf(tree, id) == cql::NodeKind::error;
    });
    const base::Span whole = tree.span(node), inside = tree.span(pipeline);
    if (other || hasComment(tree, whole.begin, inside.begin) || hasComment(tree, inside.end, whole.end)) continue;
    report.add(CQL207_case_of_one.def, tree.tokenSpan(tree.nodes[node].first), "a `case` of one clause is that clause")
        .fix("write its steps alone",
             {{{whole.file, whole.begin, inside.begin}, ""}, {{whole.file, inside.end, whole.end}, ""}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL207_case_of_one = {
    {"CQL207", "case-of-one", base::Severity::info, base::Category::style, base::FixKind::safe,
     "`case` has a single clause", "A row that no clause lets through is dropped, so `case { a | b }` is `a | b`."},
    check,
    kExamples};

}  // namespace quarry::lint
