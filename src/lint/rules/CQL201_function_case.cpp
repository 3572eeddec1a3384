// Names of functions as the manual writes them.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL201_function_case;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupby(user)", "#type=web | groupBy(user)"},
};

void check(const Context& context, base::Report& report) {
  for (const cql::BoundCall& call : context.index->calls()) {
    if (call.function == nullptr || !call.function->deprecated.empty() || !call.function->removed.empty()) continue;
    const std::string_view written = context.tree.tokenText(call.name);
    if (written == call.function->name) continue;
    report
        .add(CQL201_function_case.def, context.tree.tokenSpan(call.name),
             fmt::format("the manual writes `{}`", call.function->name))
        .fix(fmt::format("write `{}`", call.function->name),
             {{context.tree.tokenSpan(call.name), std::string(call.function->name)}}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL201_function_case = {
    {"CQL201", "function-case", base::Severity::info, base::Category::style, base::FixKind::safe,
     "the name of a function is not written as in the manual",
     "The service does not mind the case of a name; who searches a collection of queries for `groupBy` does."},
    check,
    kExamples};

}  // namespace quarry::lint
