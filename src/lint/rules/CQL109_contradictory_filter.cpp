// Conditions that no value can fulfil together.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web method=GET method=PUT", "#type=web (method=GET or method=PUT)"},
                                 {"#type=web status > 500 | status < 400", "#type=web | status > 400 | status < 500"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL109_contradictory_filter;
const Rule CQL109_contradictory_filter = {
    {"CQL109", "contradictory-filter", base::Severity::error, base::Category::semantics, base::FixKind::none,
     "two conditions on one field exclude each other, so that no event passes",
     "Conditions side by side, joined by `and` or by a pipe must all hold, and a field has one value. `x=1 x=2` "
     "therefore lets nothing through, and neither does a range without a number in it or `x=1` beside `x!=1`. "
     "Alternatives are joined by `or`, or listed in `in(x, values=[1, 2])`."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const auto& list : context.index->conditions().all) {
    for (std::size_t i = 1; i < list.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        if (!excludeEachOther(list[j], list[i])) continue;
        report
            .add(CQL109_contradictory_filter.def, tree.span(list[i].node),
                 fmt::format("no event passes: this contradicts another condition on `{}`", list[i].field))
            .label(tree.span(list[j].node), "excluded by this")
            .note("join alternatives with `or`, or list them in `in(field, values=[…])`");
        break;
      }
  }
}

}  // namespace

}  // namespace quarry::lint
