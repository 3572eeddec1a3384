// Tables of their own query in alerts.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL184_table_in_alert;

namespace {

constexpr Example kExamples[] = {
    {"defineTable(name=\"bad\", query={status=500}, include=[user]) | match(\"bad\", field=user) | count()",
     "match(\"bad.csv\", field=user) | count()", Use::aggregateAlert},
};

void check(const Context& context, base::Report& report) {
  if (!isAlert(context.use)) return;
  for (const cql::BoundCall* call : callsOf(context, {"defineTable"}))
    report
        .add(CQL184_table_in_alert.def, context.tree.tokenSpan(call->name),
             fmt::format("{} cannot define a table", phrase(context.use)))
        .note("a scheduled search can; an alert can read a lookup file");
}

}  // namespace

const Rule CQL184_table_in_alert = {
    {"CQL184", "table-in-alert", base::Severity::error, base::Category::portability, base::FixKind::none,
     "an alert defines a table",
     "`defineTable` runs a query before the query, which an alert cannot. A scheduled search can; an alert may look "
     "into a lookup file, which a scheduled search keeps (functions-definetable)."},
    check,
    kExamples};

}  // namespace quarry::lint
