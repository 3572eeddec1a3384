// Triggers that see the last 200 events.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL195_implicit_tail;

namespace {

constexpr Example kExamples[] = {
    {"#type=web status=500", "#type=web status=500 | groupBy(user, limit=max)", Use::scheduledSearch},
};

void check(const Context& context, base::Report& report) {
  if (context.use != Use::scheduledSearch && context.use != Use::legacyAlert) return;
  if (firstAggregate(context) != cql::kNoNode || mayAggregate(context)) return;
  const cql::NodeId pipeline = cql::mainPipeline(context.tree);
  if (pipeline == cql::kNoNode || cql::steps(context.tree, pipeline).empty()) return;
  report.add(CQL195_implicit_tail.def, context.tree.span(cql::steps(context.tree, pipeline).back()),
             fmt::format("{} acts on the last 200 of these events at most", phrase(context.use)));
}

}  // namespace

const Rule CQL195_implicit_tail = {
    {"CQL195", "implicit-tail", base::Severity::info, base::Category::portability, base::FixKind::none,
     "a query that runs by itself keeps the last 200 events only",
     "A query without an aggregate ends in `tail(200)`, which is not written but there. A scheduled search or legacy "
     "alert acts on no more than those; `groupBy`, `count` or a `tail` of its own says how many count."},
    check,
    kExamples};

}  // namespace quarry::lint
