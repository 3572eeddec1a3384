// A step that keeps 200 rows by default, before an aggregate.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | table([user, path]) | groupBy(user, limit=max)",
                                  "#type=web | select([user, path]) | groupBy(user, limit=max)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL236_cut_before_aggregate;
const Rule CQL236_cut_before_aggregate = {
    {"CQL236", "cut-before-aggregate", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "a step that keeps 200 rows unless told otherwise stands before an aggregate",
     "`sort()`, `table()`, `head()` and `tail()` keep 200 rows if they are given no `limit`. An aggregate behind them "
     "sees only those: its counts are those of a sample. Aggregate first; sort and cut last."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* cut = nullptr;
    for (const Step& step : sequence.steps) {
      // (Functions over a sequence of rows need such a step in front.)
      const bool ofSequence = step.call != nullptr && step.call->function != nullptr &&
                              step.call->function->placement == cql::Placement::afterAggregate;
      if (cut != nullptr && rows::gathers(step) && !ofSequence) {
        // A list of aggregates in brackets is a step without a name.
        const std::string_view name = step.call == nullptr ? "[…]" : nameOf(*step.call);
        auto& finding =
            report.add(CQL236_cut_before_aggregate.def, tree.tokenSpan(cut->call->name),
                       fmt::format("`{}` keeps 200 rows, and `{}` sees only those", nameOf(*cut->call), name));
        finding.label(step.call == nullptr ? tree.span(step.node) : tree.tokenSpan(step.call->name),
                      "sees 200 rows at most");
        if (cut->is("table"))
          finding.fix("use `select`, which keeps all rows", {{tree.tokenSpan(cut->call->name), "select"}},
                      base::Safety::review);
        else if (cut->is("sort") && cql::kindOf(tree, tree.nodes[cut->node].parent) == NodeKind::pipeline)
          finding.fix("leave the `sort` out: an aggregate does not keep the order", withoutStep(tree, cut->node),
                      base::Safety::review);
        else
          finding.note("give it a `limit`, or aggregate first");
        break;
      }
      if (step.call != nullptr && rows::cutsByDefault(step))
        cut = &step;
      else if (rows::endsCut(step))
        cut = nullptr;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
