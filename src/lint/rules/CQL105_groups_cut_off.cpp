// groupBy() keeps a bounded number of groups.
#include "lint/edits.h"
#include "lint/query.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy([user, host, path], function=count())",
     "#type=web | groupBy([user, host, path], function=count(), limit=max)"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL105_groups_cut_off;
const Rule CQL105_groups_cut_off = {
    {"CQL105", "groups-cut-off", base::Severity::info, base::Category::semantics, base::FixKind::review,
     "`groupBy` by several keys keeps its default number of groups",
     "Without `limit`, `groupBy()` keeps 20,000 groups and leaves the rest out, with no more than a warning beside the "
     "result. "
     "Several keys multiply quickly. `limit=max` keeps as many as the service allows."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::Call& call : calls(tree)) {
    if (!call.is(tree, "groupBy") || call.named(tree, "limit") != nullptr) continue;
    const auto* keys = call.namedOrUnnamed(tree, "field");
    if (keys == nullptr || names(tree, keys->value).size() < 3) continue;
    report
        .add(CQL105_groups_cut_off.def, tree.tokenSpan(call.name),
             "`groupBy` keeps 20,000 groups unless it is given a `limit`")
        .fix("add `limit=max`", {withArgument(tree, call.node, "limit=max")}, base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
