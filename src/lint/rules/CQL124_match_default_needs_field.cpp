// `"*"` in a match asks that the field is there.
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | method match { GET => kind := \"read\"; \"*\" => kind := \"other\" }",
                                  "#type=web | method match { GET => kind := \"read\"; * => kind := \"other\" }"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL124_match_default_needs_field;
const Rule CQL124_match_default_needs_field = {
    {"CQL124", "match-default-needs-field", base::Severity::info, base::Category::semantics, base::FixKind::review,
     "the last arm of a `match` is `\"*\"` or `**`, which drops rows without the field",
     "As a guard, `*` takes every row, while `\"*\"` and `**` take those that have the field. As the last arm, for the "
     "rest, `*` is mostly what is meant."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId step : context.index->of(NodeKind::matchStep)) {
    const NodeId last = cql::lastChild(tree, step);
    if (last == cql::kNoNode || cql::kindOf(tree, last) != NodeKind::arm) continue;
    const NodeId guard = cql::childOf(tree, last, NodeKind::guard);
    if (guard == cql::kNoNode) continue;
    const std::string_view text = tree.nodeText(guard);
    if (text != "\"*\"" && text != "**" && text != "\"**\"") continue;
    report
        .add(CQL124_match_default_needs_field.def, tree.span(guard),
             "rows without the field do not get here: they are dropped")
        .fix("write `*`, which takes every row", {{tree.span(guard), "*"}}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
