// Outputs named as they are called anyway.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL209_idle_as;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=count(as=_count))", "#type=web | groupBy(user, function=count())"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    const cql::BoundArgument* as = call.argument("as");
    if (as == nullptr || as->parameter == nullptr || !as->parameter->hasDefault || !as->argument.name) continue;
    const cql::NodeId value = cql::unwrapped(tree, as->argument.value);
    if (value == cql::kNoNode || tree.nodes[value].end != tree.nodes[value].first + 1 ||
        cql::textOf(tree, value) != as->parameter->defaultValue)
      continue;
    report
        .add(CQL209_idle_as.def, tree.span(as->argument.node),
             fmt::format("the output is called `{}` anyway", as->parameter->defaultValue))
        .fix("leave `as` out", withoutElement(tree, as->argument.node), base::Safety::safe);
  }
}

}  // namespace

const Rule CQL209_idle_as = {{"CQL209", "idle-as", base::Severity::info, base::Category::style, base::FixKind::safe,
                              "`as` gives an output the name that it has anyway", "`count(as=_count)` is `count()`."},
                             check,
                             kExamples};

}  // namespace quarry::lint
