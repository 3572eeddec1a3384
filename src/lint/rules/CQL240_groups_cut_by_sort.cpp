// All groups are asked for, and 200 are kept.
#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, limit=max) | sort(_count) | select([user, _count])",
     "#type=web | groupBy(user, limit=max) | sort(_count, limit=max) | select([user, _count])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL240_groups_cut_by_sort;
const Rule CQL240_groups_cut_by_sort = {
    {"CQL240", "groups-cut-by-sort", base::Severity::info, base::Category::flow, base::FixKind::review,
     "all groups are asked for with `limit=max`, and a `sort` behind keeps 200 of them",
     "`sort()` keeps 200 rows unless it is given a `limit`, also where `groupBy()` was asked for all groups. If 200 "
     "are what is wanted, say so: `limit=200`."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* all = nullptr;
    for (const Step& step : sequence.steps) {
      if (step.is("groupBy")) {
        const NodeId limit = step.call->value("limit");
        all = limit != cql::kNoNode && base::equalsIgnoringCase(tree.nodeText(limit), "max") ? &step : nullptr;
        continue;
      }
      if (all == nullptr || !step.is("sort") || !rows::cutsByDefault(step)) continue;
      // With a smaller cut, or another aggregate, behind it the default does not matter or has a finding of its own.
      const bool last = std::none_of(&step + 1, sequence.steps.data() + sequence.steps.size(), [&](const Step& later) {
        return rows::cuts(later) || rows::gathers(later) ||
               (later.kind == NodeKind::filterStep &&
                (later.call == nullptr || later.is("in") || later.is("test") || later.is("cidr"))) ||
               later.is("sort");
      });
      if (!last) continue;
      report
          .add(CQL240_groups_cut_by_sort.def, tree.tokenSpan(step.call->name),
               "all groups are asked for, and `sort` keeps 200 of them")
          .label(tree.tokenSpan(all->call->name), "asked for here")
          .fix("keep them all", {withArgument(tree, step.call->node, "limit=max")}, base::Safety::review);
    }
  }
}

}  // namespace

}  // namespace quarry::lint
