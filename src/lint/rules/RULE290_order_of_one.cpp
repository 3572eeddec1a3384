// Events of one rule only are put in relation.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE290_order_of_one;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: temporal\n  group-by: [userName]\n  rules: [snapshot_deleted]\n  timespan: 1h\n  "
     "\n",
     "title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  condition: {gte: 10}\n  rules: "
     "[snapshot_deleted]\n  timespan: 1h\n  \n"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* correlation = correlationOf(context);
  if (correlation == nullptr || correlation->rules.size() != 1) return;
  using Type = rule::Correlation::Type;
  if (correlation->type == Type::temporal || correlation->type == Type::temporalOrdered)
    report.add(RULE290_order_of_one.def, correlation->rules.front().span, "one rule alone has nothing to be close to");
}

}  // namespace

const Rule RULE290_order_of_one = {{"RULE290", "order-of-one", base::Severity::warning, base::Category::rule,
                                    base::FixKind::none, "events of one rule only are put in relation",
                                    "The types `temporal` and `temporal_ordered` ask for events of several rules close "
                                    "together. With one rule every event meets that."},
                                   check,
                                   kExamples};

}  // namespace quarry::lint
