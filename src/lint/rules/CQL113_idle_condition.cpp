// Conditions that another one implies.
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web status > 400 | status > 500", "#type=web status != 404 | status > 400"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL113_idle_condition;
const Rule CQL113_idle_condition = {{"CQL113", "idle-condition", base::Severity::info, base::Category::semantics,
                                     base::FixKind::safe, "a condition asks less than another one beside it",
                                     "Every event that passes the other condition passes this one as well: `x=*` "
                                     "beside `x=5` changes nothing, nor does `x > 10` beside `x > 20`. Beside a `!=`, "
                                     "which also lets events without the field through, `x=*` does change something."},
                                    check,
                                    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const auto& list : context.index->conditions().all)
    for (std::size_t i = 0; i < list.size(); ++i)
      for (std::size_t j = 0; j < list.size(); ++j) {
        if (i == j || !implies(list[j], list[i]) || implies(list[i], list[j])) continue;
        // A test of a tag early on narrows what is read, even if a later one asks for more.
        if (list[i].field.starts_with('#')) continue;
        auto& finding = report.add(CQL113_idle_condition.def, tree.span(list[i].node),
                                   "another condition asks for more than this one");
        finding.label(tree.span(list[j].node), "this one");
        if (auto edits = withoutFilter(tree, list[i].node))
          finding.fix("leave it out", std::move(*edits), base::Safety::safe);
        break;
      }
}

}  // namespace

}  // namespace quarry::lint
