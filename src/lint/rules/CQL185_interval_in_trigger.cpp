// Time intervals set by queries that have one.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL185_interval_in_trigger;

namespace {

constexpr Example kExamples[] = {
    {"setTimeInterval(start=1d) | #type=web | count()", "#type=web | count()", Use::scheduledSearch},
};

void check(const Context& context, base::Report& report) {
  if (!isTrigger(context.use) && context.use != Use::parser) return;
  for (const cql::BoundCall* call : callsOf(context, {"setTimeInterval"}))
    report.add(CQL185_interval_in_trigger.def, context.tree.tokenSpan(call->name),
               fmt::format("{} has its interval from its settings", phrase(context.use)));
}

}  // namespace

const Rule CQL185_interval_in_trigger = {
    {"CQL185", "interval-in-trigger", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a query that runs by itself sets its time interval",
     "Alerts, scheduled searches and parsers have their interval from their settings, and refuse `setTimeInterval` "
     "(functions-settimeinterval)."},
    check,
    kExamples};

}  // namespace quarry::lint
