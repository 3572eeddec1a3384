// Aggregate alerts that do not aggregate.
#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL192_alert_without_aggregate;

namespace {

constexpr Example kExamples[] = {
    {"#type=web status=500", "#type=web status=500 | count()", Use::aggregateAlert},
};

void check(const Context& context, base::Report& report) {
  if (context.use != Use::aggregateAlert || firstAggregate(context) != cql::kNoNode || mayAggregate(context)) return;
  const cql::NodeId pipeline = cql::mainPipeline(context.tree);
  if (pipeline == cql::kNoNode || cql::steps(context.tree, pipeline).empty()) return;
  const cql::NodeId last = cql::steps(context.tree, pipeline).back();
  // A join or table has a finding of its own.
  if (!callsOf(context, {"join", "selfJoinFilter", "defineTable"}).empty()) return;
  report.add(CQL192_alert_without_aggregate.def, context.tree.span(last), "no step of this aggregate alert aggregates")
      .note("make it a filter alert, or end it with `count()` or `groupBy(…)`");
}

}  // namespace

const Rule CQL192_alert_without_aggregate = {
    {"CQL192", "alert-without-aggregate", base::Severity::warning, base::Category::portability, base::FixKind::none,
     "an aggregate alert has no aggregate",
     "An aggregate alert acts on the rows of an aggregate. For single events there is the filter alert, which acts on "
     "each of them once (Aggregate Alerts, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
