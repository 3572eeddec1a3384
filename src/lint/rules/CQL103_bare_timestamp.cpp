// The time of an event is @timestamp.
#include <fmt/format.h>

#include "lint/query.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=min(timestamp, as=first), limit=max)",
     "#type=web | groupBy(user, function=min(@timestamp, as=first), limit=max)"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL103_bare_timestamp;
const Rule CQL103_bare_timestamp = {
    {"CQL103", "bare-timestamp", base::Severity::info, base::Category::semantics, base::FixKind::review,
     "`timestamp` is read where the time of the event is `@timestamp`",
     "Every event carries its time, in milliseconds since 1970, as `@timestamp`. A field `timestamp` is there only if "
     "the source "
     "happens to have one; Falcon's sensor data does, most other data does not. A query that reads it elsewhere gets "
     "no value."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  if (isMade(tree, "timestamp")) return;
  for (const cql::Call& call : calls(tree)) {
    // Who drops the one, or lists both, knows that there are two.
    if (call.is(tree, "drop") || tree.nodeText(call.node).find("@timestamp") != std::string_view::npos) continue;
    for (const cql::Argument& argument : call.arguments) {
      if (argument.value == cql::kNoNode) continue;
      for (NodeId element : cql::elements(tree, argument.value)) {
        const NodeId inner = cql::unwrapped(tree, element);
        if (cql::kindOf(tree, inner) != NodeKind::field || cql::tokenKindOf(tree, inner) != cql::TokenKind::word ||
            cql::textOf(tree, inner) != "timestamp")
          continue;
        report
            .add(CQL103_bare_timestamp.def, tree.span(inner),
                 "the time of an event is `@timestamp`; no step of this query makes a field `timestamp`")
            .fix("read `@timestamp`", {{tree.span(inner), "@timestamp"}}, base::Safety::review);
      }
    }
  }
}

}  // namespace

}  // namespace quarry::lint
