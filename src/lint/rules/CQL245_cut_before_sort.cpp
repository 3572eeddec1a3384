// A step that keeps 200 rows by default, before a sort.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | table([user, time]) | sort(time)", "#type=web | select([user, time]) | sort(time)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL245_cut_before_sort;
const Rule CQL245_cut_before_sort = {
    {"CQL245", "cut-before-sort", base::Severity::warning, base::Category::flow, base::FixKind::review,
     "a step that keeps 200 rows unless told otherwise stands before a `sort`",
     "`table()`, `head()` and `tail()` keep 200 rows if they are given no `limit`, and not the ones that a `sort` "
     "behind them would put first. Give the `sort` the limit, and list columns with `select()`, which keeps all rows."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* cut = nullptr;
    for (const Step& step : sequence.steps) {
      if (cut != nullptr && step.is("sort")) {
        auto& finding = report.add(CQL245_cut_before_sort.def, tree.tokenSpan(cut->call->name),
                                   fmt::format("`{}` keeps 200 rows, and `sort` sees only those", nameOf(*cut->call)));
        finding.label(tree.tokenSpan(step.call->name), "sees 200 rows at most");
        if (cut->is("table") && cut->call->arguments.size() == 1)
          finding.fix("use `select`, which keeps all rows", {{tree.tokenSpan(cut->call->name), "select"}},
                      base::Safety::review);
        else
          finding.note("sort first, or give it a `limit`");
        cut = nullptr;
      }
      // (A `table` behind an aggregate has a finding of its own.)
      if (rows::cutsByDefault(step) && !step.is("sort") && !rows::ordersByLostTime(context, step))
        cut = &step;
      else if (rows::gathers(step) || rows::endsCut(step))
        cut = nullptr;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
