// A step that keeps 200 rows by default, before a filter.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user) | sort(_count) | _count>5", "#type=web | groupBy(user) | _count>5 | sort(_count)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL237_cut_before_filter;
const Rule CQL237_cut_before_filter = {
    {"CQL237", "cut-before-filter", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "a step that keeps 200 rows unless told otherwise stands before a filter",
     "`sort()`, `table()`, `head()` and `tail()` keep 200 rows if they are given no `limit`. A filter behind them "
     "looks at those only: rows it would let through may be gone already. Filter first."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* cut = nullptr;
    for (const Step& step : sequence.steps) {
      const bool filters =
          (step.kind == NodeKind::filterStep && step.call == nullptr && tree.nodeText(step.node) != "*") ||
          step.is("in") || step.is("test") || step.is("cidr");
      if (cut != nullptr && filters) {
        auto& finding = report.add(
            CQL237_cut_before_filter.def, tree.tokenSpan(cut->call->name),
            fmt::format("`{}` keeps 200 rows, and the filter behind it sees only those", nameOf(*cut->call)));
        finding.label(tree.span(step.node), "sees 200 rows at most");
        if (cut->is("table")) {
          finding.fix("use `select`, which keeps all rows", {{tree.tokenSpan(cut->call->name), "select"}},
                      base::Safety::review);
        } else if (cut->node != sequence.steps.front().node && tree.nodes[cut->node].next == step.node) {
          const base::Span at = tree.span(cut->node), from = tree.span(step.node);
          auto edits = withoutStep(tree, step.node);
          edits.push_back({{at.file, at.begin, at.begin},
                           tree.text.substr(from.begin, from.end - from.begin) + rows::separator(tree, cut->node)});
          finding.fix("filter first", std::move(edits), base::Safety::review);
        } else {
          finding.note("filter first, or give it a `limit`");
        }
        break;
      }
      if (rows::cutsByDefault(step))
        cut = &step;
      else if (rows::gathers(step) || rows::endsCut(step))
        cut = nullptr;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
