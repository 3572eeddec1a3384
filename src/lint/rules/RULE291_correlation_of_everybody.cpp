// A correlation groups by nothing.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE291_correlation_of_everybody;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  condition: {gte: 10}\n  rules: [snapshot_deleted]\n  timespan: "
     "1h\n  \n",
     "title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  condition: {gte: 10}\n  rules: "
     "[snapshot_deleted]\n  timespan: 1h\n  \n"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* correlation = correlationOf(context);
  if (correlation != nullptr && correlation->groupBy.empty())
    report.add(RULE291_correlation_of_everybody.def, correlation->typeSpan, "the events of everybody count together")
        .note("add `group-by`");
}

}  // namespace

const Rule RULE291_correlation_of_everybody = {
    {"RULE291", "correlation-of-everybody", base::Severity::info, base::Category::rule, base::FixKind::none,
     "a correlation groups by nothing",
     "Without `group-by` the events of all users and hosts count together: ten failed sign-ins of ten people look like "
     "ten of one."},
    check,
    kExamples};

}  // namespace quarry::lint
