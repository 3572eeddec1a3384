// Parentheses around one comparison, or around parentheses.
#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL202_idle_parentheses;

namespace {

constexpr Example kExamples[] = {
    {"#type=web ((status=500 or status=502)) method=GET", "#type=web (status=500 or status=502) method=GET"},
    {"#type=web (method=GET) status=500", "#type=web method=GET status=500"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::parenFilter)) {
    const cql::NodeId inner = tree.nodes[node].child;
    if (inner == cql::kNoNode) continue;
    const cql::NodeKind kind = cql::kindOf(tree, inner), around = cql::kindOf(tree, tree.nodes[node].parent);
    if (kind != cql::NodeKind::parenFilter && kind != cql::NodeKind::comparison) continue;
    if (kind == cql::NodeKind::comparison && around == cql::NodeKind::notFilter) continue;  // not (a=1) reads well
    if (kind == cql::NodeKind::comparison && around == cql::NodeKind::parenFilter)
      continue;  // the outer ones are reported
    const base::Span outside = tree.span(node), inside = tree.span(inner);
    const bool isText =
        tree.tokens[tree.nodes[node].first].kind == cql::TokenKind::leftParen && tree.text[outside.end - 1] == ')';
    if (!isText || hasComment(tree, outside.begin, inside.begin) || hasComment(tree, inside.end, outside.end)) continue;
    report
        .add(CQL202_idle_parentheses.def, {outside.file, outside.begin, outside.begin + 1},
             kind == cql::NodeKind::parenFilter ? "these parentheses hold nothing but parentheses"
                                                : "these parentheses hold a single test")
        .fix("take them out",
             {{{outside.file, outside.begin, inside.begin}, blankBefore(tree, outside.begin)},
              {{outside.file, inside.end, outside.end}, blankBehind(tree, outside.end)}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL202_idle_parentheses = {
    {"CQL202", "idle-parentheses", base::Severity::info, base::Category::style, base::FixKind::safe,
     "parentheses hold a single test, or other parentheses",
     "Parentheses say what belongs together. Around one test, or twice around the same, they say nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
