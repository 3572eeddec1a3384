// The threshold of a count is met by every event.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE293_threshold_always_met;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  condition: {gte: 1}\n  rules: "
     "[snapshot_deleted]\n  timespan: 1h\n  \n",
     "title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  condition: {gte: 10}\n  rules: "
     "[snapshot_deleted]\n  timespan: 1h\n  \n"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* correlation = correlationOf(context);
  if (correlation == nullptr || correlation->type != rule::Correlation::Type::eventCount ||
      correlation->bounds.size() != 1)
    return;
  const rule::Threshold& bound = correlation->bounds.front();
  if ((bound.op == rule::Threshold::Op::greaterEqual && bound.value <= 1) ||
      (bound.op == rule::Threshold::Op::greater && bound.value < 1))
    report.add(RULE293_threshold_always_met.def, bound.span, "every event meets this bound");
}

}  // namespace

const Rule RULE293_threshold_always_met = {
    {"RULE293", "threshold-always-met", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "the threshold of a count is met by every event",
     "A count of events that occurred is at least one. A correlation with such a bound fires for each event of its "
     "rules."},
    check,
    kExamples};

}  // namespace quarry::lint
