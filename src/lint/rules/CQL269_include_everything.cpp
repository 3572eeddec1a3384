// Tables and correlations with all fields.
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"correlate(a: {#type=web} include: *, b: {#type=dns | user <=> a.user} include: [user], within=5m)",
     "correlate(a: {#type=web} include: [user, path], b: {#type=dns | user <=> a.user} include: [user], within=5m)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL269_include_everything;
const Rule CQL269_include_everything = {
    {"CQL269", "include-everything", base::Severity::info, base::Category::performance, base::FixKind::none,
     "`include` asks for all fields",
     "`correlate()` keeps what it includes in memory for every event that may be part of a match. Name the fields that "
     "are shown."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::attribute)) {
    if (tree.tokenText(tree.nodes[node].first) != "include" || tree.nodes[node].child == cql::kNoNode) continue;
    const NodeId value = tree.nodes[node].child;
    bool all = tree.nodeText(value) == "*";
    for (NodeId element : cql::elements(tree, value)) all = all || tree.nodeText(element) == "*";
    if (all)
      report.add(CQL269_include_everything.def, tree.span(value), "all fields of all candidates are kept in memory");
  }
}

}  // namespace

}  // namespace quarry::lint
