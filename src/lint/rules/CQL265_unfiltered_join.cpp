// A join whose other query reads everything.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | join(query={groupBy(user, limit=max)}, field=user)",
                                  "#type=web | join(query={#type=staff | groupBy(user, limit=max)}, field=user)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL265_unfiltered_join;
const Rule CQL265_unfiltered_join = {
    {"CQL265", "unfiltered-join", base::Severity::warning, base::Category::performance, base::FixKind::none,
     "the query of a `join` has no filter",
     "`join()` runs its query over the whole time and keeps 100,000 rows unless told otherwise. Without a filter it "
     "reads every event there is, and what does not fit is left out without a word."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "join" && nameOf(call) != "defineTable") continue;
    if (call.argument("repo") != nullptr || call.argument("view") != nullptr) continue;
    const NodeId query = call.value("query");
    if (query == cql::kNoNode || cql::kindOf(tree, query) != NodeKind::subquery) continue;
    bool narrowed = false;
    for (const Sequence& sequence : context.index->sequences()) {
      if (tree.nodes[sequence.pipeline].parent != query) continue;
      for (const Step& step : sequence.steps) {
        const bool star = step.kind == NodeKind::filterStep && tree.nodeText(step.node) == "*";
        const bool aggregate = step.call != nullptr && step.call->function != nullptr &&
                               step.call->function->kind == cql::FunctionKind::aggregate;
        if (aggregate) break;
        narrowed = narrowed || (step.call == nullptr ? step.kind != NodeKind::assignStep && !star
                                                     : step.call->function == nullptr ||
                                                           step.call->function->kind != cql::FunctionKind::transform ||
                                                           nameOf(*step.call) == "readFile");
      }
    }
    if (!narrowed)
      report.add(CQL265_unfiltered_join.def, tree.tokenSpan(call.name),
                 fmt::format("the query of `{}` reads every event there is", nameOf(call)));
  }
}

}  // namespace

}  // namespace quarry::lint
