// A condition written twice.
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web (path=\"/a*\" or path=\"/b*\" or path=\"/a*\")",
                                  "#type=web (path=\"/a*\" or path=\"/b*\" or path=\"/c*\")"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL111_repeated_condition;
const Rule CQL111_repeated_condition = {
    {"CQL111", "repeated-condition", base::Severity::warning, base::Category::semantics, base::FixKind::safe,
     "a condition is repeated",
     "The second condition changes nothing. Often another field or another value was meant."},
    check,
    kExamples};

namespace {

bool same(const Condition& a, const Condition& b) {
  return a.kind == b.kind && a.negated == b.negated && implies(a, b) && implies(b, a);
}

void find(const Context& context, const std::vector<std::vector<Condition>>& lists, base::Report& report) {
  const Tree& tree = context.tree;
  for (const auto& list : lists)
    for (std::size_t i = 1; i < list.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        if (!same(list[j], list[i])) continue;
        auto& finding =
            report.add(CQL111_repeated_condition.def, tree.span(list[i].node), "this condition is there already");
        finding.label(tree.span(list[j].node), "here");
        if (auto edits = withoutFilter(tree, list[i].node))
          finding.fix("leave it out", std::move(*edits), base::Safety::safe);
        break;
      }
}

void check(const Context& context, base::Report& report) {
  find(context, context.index->conditions().all, report);
  find(context, context.index->conditions().any, report);
}

}  // namespace

}  // namespace quarry::lint
