// Alternatives that others cover.
#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=\"/admin*\" or path=\"/admin/users\"", "#type=web | path=\"/admin*\" or path=\"/users\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL112_swallowed_alternative;
const Rule CQL112_swallowed_alternative = {
    {"CQL112", "swallowed-alternative", base::Severity::info, base::Category::semantics, base::FixKind::safe,
     "an alternative of `or` is covered by another one",
     "Whatever passes this alternative passes the other one as well: it changes nothing. Often the other one is wider "
     "than it was meant to be."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const auto& list : context.index->conditions().any)
    for (std::size_t i = 0; i < list.size(); ++i)
      for (std::size_t j = 0; j < list.size(); ++j) {
        if (i == j || !implies(list[i], list[j]) || implies(list[j], list[i])) continue;
        auto& finding = report.add(CQL112_swallowed_alternative.def, tree.span(list[i].node),
                                   "another alternative covers this one");
        finding.label(tree.span(list[j].node), "the wider one");
        if (auto edits = withoutFilter(tree, list[i].node))
          finding.fix("leave it out", std::move(*edits), base::Safety::safe);
        break;
      }
}

}  // namespace

}  // namespace quarry::lint
