// `x != ""` lets events without the field through.
#include <fmt/format.h>

#include <algorithm>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | user != \"\"", "#type=web | user=* user != \"\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL137_not_empty_passes_missing;
const Rule CQL137_not_empty_passes_missing = {
    {"CQL137", "not-empty-passes-missing", base::Severity::info, base::Category::semantics, base::FixKind::review,
     "a test that a field is not empty lets events without the field through",
     "`!=` also holds for an event that has no such field at all. `x=* x!=\"\"` asks for one that is there and not "
     "empty."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || tree.tokens[comparison->op].kind != cql::TokenKind::notEqual ||
        tree.nodeText(comparison->value) != "\"\"")
      continue;
    const cql::Read* read = context.index->readAt(comparison->field);
    if (read != nullptr && read->presence == cql::Presence::sure) continue;
    // Another condition that needs the field may stand beside it.
    const std::string field = cql::textOf(tree, comparison->field);
    bool needed = false;
    for (const auto& list : context.index->conditions().all) {
      const bool here =
          std::any_of(list.begin(), list.end(), [&](const Condition& c) { return bare(tree, c.node) == node; });
      if (here)
        needed = needed || std::any_of(list.begin(), list.end(),
                                       [&](const Condition& c) { return c.field == field && !c.negated; });
    }
    const NodeId parent = tree.nodes[node].parent;
    if (needed || (parent != cql::kNoNode && cql::kindOf(tree, parent) == NodeKind::notFilter)) continue;
    const base::Span at = tree.span(node);
    const bool beside = parent != cql::kNoNode && cql::kindOf(tree, parent) == NodeKind::orFilter;
    const std::string both = fmt::format("{}=* {}", tree.nodeText(comparison->field), tree.nodeText(node));
    report.add(CQL137_not_empty_passes_missing.def, at, fmt::format("events without a field `{}` pass as well", field))
        .fix("ask that the field is there", {{at, beside ? "(" + both + ")" : both}}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
