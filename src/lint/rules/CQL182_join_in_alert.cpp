// Joins in alerts.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL182_join_in_alert;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | selfJoinFilter(field=user, where=[{status=500}, {status=200}])", "#type=web | status=500 | count()",
     Use::aggregateAlert},
};

void check(const Context& context, base::Report& report) {
  if (!isAlert(context.use)) return;
  for (const cql::BoundCall* call : callsOf(context, {"join", "selfJoin", "selfJoinFilter"})) {
    auto& finding = report.add(CQL182_join_in_alert.def, context.tree.tokenSpan(call->name),
                               fmt::format("{} cannot rely on `{}`", phrase(context.use), call->function->name));
    if (context.use == Use::legacyAlert) finding.severity = base::Severity::warning;
    finding.note("a scheduled search can");
  }
}

}  // namespace

const Rule CQL182_join_in_alert = {
    {"CQL182", "join-in-alert", base::Severity::error, base::Category::portability, base::FixKind::none,
     "an alert joins",
     "Alerts run live, and a join reads the data twice: filter and aggregate alerts refuse `join`, `selfJoin` and "
     "`selfJoinFilter`; a legacy alert takes them and may miss what it should find. A scheduled search is the place "
     "for a join (Errors when Using Live join() Functions, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
