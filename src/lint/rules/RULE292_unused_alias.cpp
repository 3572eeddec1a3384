// An alias is not used.
#include <fmt/format.h>

#include <algorithm>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE292_unused_alias;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [userName]\n  aliases: {user: {snapshot_deleted: "
     "userName}}\n  condition: {gte: 10}\n  rules: [snapshot_deleted]\n  timespan: 1h\n  \n",
     "title: Snapshot Deleted\nname: snapshot_deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: "
     "test\ndescription: One.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call\n---\ntitle: Many Snapshots "
     "Deleted\ncorrelation:\n  type: event_count\n  group-by: [user]\n  aliases: {user: {snapshot_deleted: "
     "userName}}\n  condition: {gte: 10}\n  rules: [snapshot_deleted]\n  timespan: 1h\n  \n"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* correlation = correlationOf(context);
  if (correlation == nullptr) return;
  for (const rule::Alias& alias : correlation->aliases)
    if (std::none_of(correlation->groupBy.begin(), correlation->groupBy.end(),
                     [&](const Text& t) { return t.value == alias.name.value; }))
      report.add(RULE292_unused_alias.def, alias.name.span,
                 fmt::format("nothing is grouped by `{}`", alias.name.value));
}

}  // namespace

const Rule RULE292_unused_alias = {
    {"RULE292", "unused-alias", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "an alias is not used", "An alias has an effect in `group-by` only."},
    check,
    kExamples};

}  // namespace quarry::lint
