// Grouping by what is different in each event.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy([@rawstring], limit=max)", "#type=web | groupBy([path], limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL268_group_for_each_event;
const Rule CQL268_group_for_each_event = {
    {"CQL268", "group-for-each-event", base::Severity::info, base::Category::performance, base::FixKind::none,
     "events are grouped by something that is different in each of them",
     "`@id` and `@rawstring` are different in nearly every event, and `@timestamp` is in most: each event makes a "
     "group of its own, up to the limit. Group by a part of it, such as `bucket(span=1h)` makes of the time."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "groupBy") continue;
    const NodeId keys = call.value("field");
    if (keys == cql::kNoNode) continue;
    for (NodeId element : cql::elements(tree, keys)) {
      const NodeId key = cql::unwrapped(tree, element);
      const std::string_view name = tree.nodeText(key);
      const cql::Read* read = context.index->readAt(key);
      if ((name != "@id" && name != "@rawstring") || read == nullptr || read->definition != cql::kEvent) continue;
      report.add(CQL268_group_for_each_event.def, tree.span(key),
                 fmt::format("`{}` is different in each event: every group has one", name));
    }
  }
}

}  // namespace

}  // namespace quarry::lint
