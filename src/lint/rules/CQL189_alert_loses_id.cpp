// Filter alerts that take the identity of events away.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"
#include "quarry/cql/flow.h"

namespace quarry::lint {

extern const Rule CQL189_alert_loses_id;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | drop([@id, user])", "#type=web | drop([user])", Use::filterAlert},
};

void check(const Context& context, base::Report& report) {
  if (context.use != Use::filterAlert || context.flow == nullptr || firstAggregate(context) != cql::kNoNode) return;
  for (const cql::StepFlow& step : context.flow->steps) {
    if (step.parent != cql::kNoStep) continue;
    for (const std::string_view field : {"@id", "@ingesttimestamp"}) {
      const auto before = context.flow->presence(step.before, field), after = context.flow->presence(step.after, field);
      if (before == cql::Presence::gone || after != cql::Presence::gone) continue;
      report.add(CQL189_alert_loses_id.def, context.tree.span(step.node),
                 fmt::format("a filter alert needs `{}`, which is gone after this step", field));
      break;
    }
  }
}

}  // namespace

const Rule CQL189_alert_loses_id = {
    {"CQL189", "alert-loses-id", base::Severity::warning, base::Category::portability, base::FixKind::none,
     "a filter alert drops or overwrites the fields that tell events apart",
     "A filter alert remembers which events it has acted on by `@id` and `@ingesttimestamp`: neither may be dropped or "
     "overwritten (Filter Alerts, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
