// Correlation rules that aggregate what they correlate.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/pipeline.h"

namespace quarry::lint {

extern const Rule CQL194_correlate_and_aggregate;

namespace {

constexpr Example kExamples[] = {
    {"correlate(a: {status=500}, b: {status=200 | user <=> a.user}, within=1h) | groupBy(a.user)",
     "correlate(a: {status=500}, b: {status=200 | user <=> a.user}, within=1h)", Use::correlationRule},
};

void check(const Context& context, base::Report& report) {
  if (context.use != Use::correlationRule || callsOf(context, {"correlate"}).empty()) return;
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId step : cql::steps(tree, cql::mainPipeline(tree))) {
    const auto call = cql::stepCall(tree, step);
    const cql::Function* function = call ? cql::find(tree.tokenText(call->name)) : nullptr;
    if (function == nullptr || function->kind != cql::FunctionKind::aggregate || function->name == "correlate")
      continue;
    report.add(CQL194_correlate_and_aggregate.def, tree.tokenSpan(call->name),
               fmt::format("a rule with `correlate` takes no `{}` besides", function->name));
  }
}

}  // namespace

const Rule CQL194_correlate_and_aggregate = {
    {"CQL194", "correlate-and-aggregate", base::Severity::error, base::Category::portability, base::FixKind::none,
     "a correlation rule aggregates besides `correlate`",
     "A rule of Next-Gen SIEM whose query uses `correlate` takes no other aggregation: what is found is a chain of "
     "events, and each chain is a detection."},
    check,
    kExamples};

}  // namespace quarry::lint
