// Joins in live dashboards.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL193_join_in_dashboard;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | selfJoinFilter(field=user, where=[{status=500}, {status=200}])", "#type=web | status=500",
     Use::dashboard},
};

void check(const Context& context, base::Report& report) {
  if (context.use != Use::dashboard) return;
  for (const cql::BoundCall* call : callsOf(context, {"join", "selfJoin", "selfJoinFilter"}))
    report.add(CQL193_join_in_dashboard.def, context.tree.tokenSpan(call->name),
               fmt::format("with `{}` a live widget is run again and again instead", call->function->name));
}

}  // namespace

const Rule CQL193_join_in_dashboard = {
    {"CQL193", "join-in-dashboard", base::Severity::info, base::Category::portability, base::FixKind::none,
     "a widget joins",
     "A live widget with a join is no live query: the service runs it again and again, and less often the longer it "
     "takes (Limitation: Widgets with Live join() Functions, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
