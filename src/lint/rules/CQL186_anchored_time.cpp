// Times on the calendar where time runs.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL186_anchored_time;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | join(query={status=500}, field=user, start=\"1d@d\") | count()",
     "#type=web | join(query={status=500}, field=user, start=\"1d\") | count()", Use::scheduledSearch},
};

void check(const Context& context, base::Report& report) {
  if (!isTrigger(context.use)) return;
  for (const cql::BoundCall& call : context.index->calls())
    for (const char* parameter : {"start", "end", "span", "within"}) {
      const cql::BoundArgument* argument = call.argument(parameter);
      const cql::NodeId value =
          argument == nullptr ? cql::kNoNode : cql::unwrapped(context.tree, argument->argument.value);
      if (value == cql::kNoNode || context.tree.nodes[value].end != context.tree.nodes[value].first + 1) continue;
      const std::string text = cql::textOf(context.tree, value);
      if (text.starts_with("calendar:") || text.find('@') != std::string::npos)
        report
            .add(CQL186_anchored_time.def, context.tree.span(value),
                 fmt::format("{} takes no time on the calendar", phrase(context.use)))
            .note("write an interval, such as `24h`");
    }
}

}  // namespace

const Rule CQL186_anchored_time = {
    {"CQL186", "anchored-time", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a time on the calendar stands in a query that runs by itself",
     "Times such as `calendar:1d`, `now@d` and `1d@d` are about the day on which a person looks. Live queries and "
     "scheduled searches refuse them (Relative Time Syntax, in the manual of the vendor)."},
    check,
    kExamples};

}  // namespace quarry::lint
