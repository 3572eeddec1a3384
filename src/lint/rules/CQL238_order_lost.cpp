// Sorting twice: only the last order remains.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user) | sort(_count) | sort(user, type=string)",
     "#type=web | groupBy(user) | sort([_count, user], type=[number, string])"},
    {"#type=web | groupBy(user, function=max(time, as=slowest)) | sort(slowest, limit=max) | groupBy(slowest)",
     "#type=web | groupBy(user, function=max(time, as=slowest)) | groupBy(slowest)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL238_order_lost;
const Rule CQL238_order_lost = {
    {"CQL238", "order-lost", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "rows are sorted, and sorted again before the first order matters",
     "`sort()` and `table()` put the rows in an order of their own (`table()` by `@timestamp` unless told otherwise), "
     "whatever order they came in. What comes first remains only as a cut: without a `limit` the first one keeps 200 "
     "rows."},
    check,
    kExamples};

namespace {

// True if the step has a limit of its own: then it is there to keep the first of an order.
bool cutsOnPurpose(const Context& context, const Step& step) {
  const NodeId limit = step.call->value("limit");
  return limit != cql::kNoNode && !base::equalsIgnoringCase(context.tree.nodeText(limit), "max");
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* sorted = nullptr;
    for (const Step& step : sequence.steps) {
      // Before other aggregates a `sort` without a limit has a finding already.
      const bool again = step.is("sort") || step.is("table") ||
                         (step.is("groupBy") && sorted != nullptr && !rows::cutsByDefault(*sorted) &&
                          !rows::keepsOrder(context, step));
      if (sorted != nullptr && again) {
        auto& finding = report.add(CQL238_order_lost.def, tree.tokenSpan(sorted->call->name),
                                   fmt::format("this order is lost: `{}` makes its own", nameOf(*step.call)));
        finding.label(tree.tokenSpan(step.call->name), step.is("groupBy") ? "the order ends here" : "sorts again");
        finding.fix("leave the first one out", withoutStep(tree, sorted->node), base::Safety::review);
      }
      if (step.is("sort"))
        sorted = cutsOnPurpose(context, step) ? nullptr : &step;
      else if (step.is("select") || step.is("drop") || step.is("rename") || step.kind == NodeKind::assignStep)
        continue;
      else if (step.call != nullptr && step.call->function != nullptr &&
               step.call->function->kind == cql::FunctionKind::transform &&
               step.call->function->rows == cql::Rows::each)
        continue;
      else
        sorted = nullptr;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
