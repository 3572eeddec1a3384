// A match drops the rows that no arm takes.
#include <algorithm>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | method match { GET => kind := \"read\"; PUT => kind := \"write\" }",
     "#type=web | method match { GET => kind := \"read\"; PUT => kind := \"write\"; * => * }"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL123_match_without_default;
const Rule CQL123_match_without_default = {
    {"CQL123", "match-without-default", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a `match` that assigns has no last arm for the other values",
     "A row whose value no arm takes is dropped. A `match` that assigns seldom means that: a last arm `* => *` keeps "
     "the other rows, also those without the field."},
    check,
    kExamples};

namespace {

// True if a filter before the step asks for values that all have an arm.
bool takesAllAsked(const Context& context, NodeId step) {
  const Tree& tree = context.tree;
  const std::string field = cql::textOf(tree, tree.nodes[step].child);
  std::vector<std::string> guards;
  for (NodeId arm : cql::children(tree, step)) {
    const NodeId guard = cql::childOf(tree, arm, NodeKind::guard);
    if (guard == cql::kNoNode || tree.nodes[guard].child == cql::kNoNode) continue;
    const cql::TokenKind kind = cql::tokenKindOf(tree, guard);
    if (kind == cql::TokenKind::word || kind == cql::TokenKind::string)
      guards.push_back(cql::textOf(tree, tree.nodes[guard].child));
  }
  for (const auto& list : context.index->conditions().all)
    for (const Condition& asked : list) {
      if (asked.field != field || asked.negated || asked.kind != Condition::Kind::patterns) continue;
      if (tree.span(asked.node).end > tree.span(step).begin) continue;
      if (std::all_of(asked.patterns.begin(), asked.patterns.end(), [&](const std::string& pattern) {
            return std::any_of(guards.begin(), guards.end(),
                               [&](const std::string& guard) { return matchesPattern(guard, pattern); });
          }))
        return true;
    }
  return false;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId step : context.index->of(NodeKind::matchStep)) {
    bool complete = false, assigns = false;
    NodeId last = cql::kNoNode;
    for (NodeId arm : cql::children(tree, step)) {
      if (cql::kindOf(tree, arm) == NodeKind::error) complete = true;
      if (cql::kindOf(tree, arm) != NodeKind::arm) continue;
      last = arm;
      const NodeId guard = cql::childOf(tree, arm, NodeKind::guard);
      if (guard == cql::kNoNode) continue;
      const std::string_view text = tree.nodeText(guard);
      complete = complete || text == "*" || text == "**" || text == "\"*\"" || text == "\"**\"" ||
                 base::equalsIgnoringCase(text, "true");
      cql::walk(tree, arm, [&](NodeId id) { assigns = assigns || cql::kindOf(tree, id) == NodeKind::assignStep; });
    }
    if (last == cql::kNoNode || complete || !assigns || takesAllAsked(context, step)) continue;
    const base::Span end = tree.span(last);
    report
        .add(CQL123_match_without_default.def, tree.tokenSpan(tree.nodes[step].first + 1),
             "rows whose value no arm takes are dropped")
        .fix("add an arm `* => *` that keeps them", {{{end.file, end.end, end.end}, "; * => *"}}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
