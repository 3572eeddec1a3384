// Functions that may change.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL190_beta_function;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | beta:repeating(10s) | count()", "#type=web | count()"},
};

void check(const Context& context, base::Report& report) {
  for (const cql::BoundCall& call : context.index->calls())
    if (call.function != nullptr && call.function->name.starts_with("beta:") &&
        !(context.use == Use::filterAlert && call.function->name == "beta:repeating"))
      report.add(CQL190_beta_function.def, context.tree.tokenSpan(call.name),
                 fmt::format("`{}` may change with the next version of the service", call.function->name));
}

}  // namespace

const Rule CQL190_beta_function = {
    {"CQL190", "beta-function", base::Severity::info, base::Category::portability, base::FixKind::none,
     "a function that the vendor calls beta is used",
     "Functions whose names begin with `beta:` may change or go with the next version of the service. A query that "
     "others rely on does better without."},
    check,
    kExamples};

}  // namespace quarry::lint
