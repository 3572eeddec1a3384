// Aggregates in alerts on single events.
#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL181_aggregate_in_filter_alert;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user)", "#type=web", Use::filterAlert},
};

void check(const Context& context, base::Report& report) {
  if (context.use != Use::filterAlert) return;
  const cql::NodeId aggregate = firstAggregate(context);
  if (aggregate != cql::kNoNode)
    report
        .add(CQL181_aggregate_in_filter_alert.def, placeOf(context.tree, aggregate),
             "a filter alert takes no aggregate")
        .note("make it an aggregate alert, or leave the aggregate out");
}

}  // namespace

const Rule CQL181_aggregate_in_filter_alert = {
    {"CQL181", "aggregate-in-filter-alert", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a filter alert aggregates",
     "A filter alert acts on each event that its query lets through; aggregate functions are not allowed in it (Filter "
     "Alerts, in the manual of the vendor). An aggregate alert or a scheduled search takes the query as it is."},
    check,
    kExamples};

}  // namespace quarry::lint
