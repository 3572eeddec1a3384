// Functions that an alert of the kind does not take.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL183_function_not_in_alert;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | timeChart(span=1h, function=count())", "#type=web | count()", Use::aggregateAlert},
};

void check(const Context& context, base::Report& report) {
  if (context.use == Use::aggregateAlert) {
    for (const cql::BoundCall* call : callsOf(context, {"bucket", "timeChart", "start", "end", "now"})) {
      const bool charts = call->function->name == "bucket" || call->function->name == "timeChart";
      report
          .add(CQL183_function_not_in_alert.def, context.tree.tokenSpan(call->name),
               fmt::format("an aggregate alert does not take `{}`", call->function->name))
          .note(charts ? "the alert has an interval of its own: `groupBy` or `count` over it says how much there was"
                       : "the alert has an interval of its own, which it is sent with");
    }
  } else if (context.use == Use::filterAlert) {
    for (const cql::BoundCall* call : callsOf(context, {"copyEvent", "beta:repeating"}))
      report.add(CQL183_function_not_in_alert.def, context.tree.tokenSpan(call->name),
                 fmt::format("a filter alert does not take `{}`", call->function->name));
  }
}

}  // namespace

const Rule CQL183_function_not_in_alert = {
    {"CQL183", "function-not-in-alert", base::Severity::error, base::Category::portability, base::FixKind::none,
     "an alert calls a function that alerts of its kind do not take",
     "An aggregate alert refuses `bucket`, `timeChart`, `start`, `end` and `now`: it runs over an interval of its own. "
     "A filter alert refuses `copyEvent` and `beta:repeating` (Alerts, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
