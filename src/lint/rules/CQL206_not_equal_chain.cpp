// A field that must be none of several values, one after the other.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL206_not_equal_chain;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | status!=200 status!=204 status!=304", "#type=web | !in(status, values=[200, 204, 304])"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId step : context.index->of(cql::NodeKind::filterStep)) {
    const auto all = comparisonsOf(tree, tree.nodes[step].child, cql::NodeKind::andFilter, cql::TokenKind::notEqual);
    const auto values = listOf(tree, all);
    if (all.size() < 3 || !values) continue;
    const base::Span whole = tree.span(step);
    if (hasComment(tree, whole.begin, whole.end)) continue;
    report
        .add(CQL206_not_equal_chain.def, whole,
             fmt::format("`{}` is kept apart from {} values one by one", cql::textOf(tree, all.front().field),
                         all.size()))
        .fix("write `!in(…)`",
             {{whole, fmt::format("!in({}, values=[{}])", tree.nodeText(all.front().field), *values)}},
             base::Safety::review);
  }
}

}  // namespace

const Rule CQL206_not_equal_chain = {
    {"CQL206", "not-equal-chain", base::Severity::info, base::Category::style, base::FixKind::review,
     "a field is kept apart from several values one by one",
     "`!in(status, values=[200, 204, 304])` says the same as three comparisons with `!=`."},
    check,
    kExamples};

}  // namespace quarry::lint
