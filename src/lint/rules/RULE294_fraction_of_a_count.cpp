// A count is compared with a fraction.
#include <cmath>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE294_fraction_of_a_count;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  condition: {gte: 2.5}\n  rules: "
     "[snapshot_deleted]\n  timespan: 1h\n  \n",
     "title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  condition: {gte: 3}\n  rules: "
     "[snapshot_deleted]\n  timespan: 1h\n  \n"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* correlation = correlationOf(context);
  using Type = rule::Correlation::Type;
  if (correlation == nullptr || (correlation->type != Type::eventCount && correlation->type != Type::valueCount))
    return;
  for (const rule::Threshold& bound : correlation->bounds)
    if (bound.value != std::floor(bound.value))
      report.add(RULE294_fraction_of_a_count.def, bound.span, "a count has no fraction");
}

}  // namespace

const Rule RULE294_fraction_of_a_count = {
    {"RULE294", "fraction-of-a-count", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "a count is compared with a fraction",
     "A number of events is whole. `gte: 2.5` means `gte: 3`, and `eq: 2.5` is never true."},
    check,
    kExamples};

}  // namespace quarry::lint
