// Functions of parsers in queries.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL187_parser_function;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | copyEvent(\"audit\")", "#type=web", Use::savedQuery},
};

void check(const Context& context, base::Report& report) {
  if (context.use == Use::unknown || context.use == Use::parser || context.use == Use::filterAlert) return;
  for (const cql::BoundCall* call : callsOf(context, {"copyEvent"}))
    report.add(CQL187_parser_function.def, context.tree.tokenSpan(call->name),
               fmt::format("`copyEvent` works in parsers only, and this is {}", phrase(context.use)));
}

}  // namespace

const Rule CQL187_parser_function = {
    {"CQL187", "parser-function", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a function that only parsers have stands in a query",
     "`copyEvent` makes a second event while data come in. There is nothing for it to do in a query "
     "(functions-copyevent)."},
    check,
    kExamples};

}  // namespace quarry::lint
