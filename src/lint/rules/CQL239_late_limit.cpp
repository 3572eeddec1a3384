// A limit behind a step that has cut off more already.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"
#include "lint/rows.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | groupBy(user, limit=max) | sort(_count) | head(1000)",
                                  "#type=web | groupBy(user, limit=max) | sort(_count, limit=1000)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL239_late_limit;
const Rule CQL239_late_limit = {{"CQL239", "late-limit", base::Severity::warning, base::Category::flow,
                                 base::FixKind::review, "a step asks for more rows than the one before it has kept",
                                 "`sort()`, `table()`, `head()` and `tail()` keep 200 rows if they are given no "
                                 "`limit`. A larger limit behind them comes too late."},
                                check,
                                kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const Sequence& sequence : context.index->sequences()) {
    const Step* cut = nullptr;
    for (const Step& step : sequence.steps) {
      if (cut != nullptr && rows::cuts(step)) {
        const NodeId limit = step.call->value("limit");
        const auto number = limit == cql::kNoNode ? std::nullopt : cql::numberOf(tree, cql::unwrapped(tree, limit));
        const bool most = limit != cql::kNoNode && base::equalsIgnoringCase(tree.nodeText(limit), "max");
        if (most || (number && *number > 200)) {
          auto& finding =
              report.add(CQL239_late_limit.def, tree.span(limit),
                         fmt::format("no more than 200 rows come here: `{}` keeps so many", nameOf(*cut->call)));
          finding.label(tree.tokenSpan(cut->call->name), "keeps 200 rows");
          finding.fix("give that one the limit",
                      {withArgument(tree, cut->call->node, fmt::format("limit={}", tree.nodeText(limit)))},
                      base::Safety::review);
        }
      }
      if (rows::cutsByDefault(step))
        cut = &step;
      else if (!rows::cuts(step) && (rows::gathers(step) || rows::reorders(step) || step.kind == NodeKind::error))
        cut = nullptr;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
