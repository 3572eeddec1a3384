// A field compared with one value after the other.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL205_or_chain;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | status=500 or status=502 or status=503", "#type=web | in(status, values=[500, 502, 503])"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId step : context.index->of(cql::NodeKind::filterStep)) {
    const auto all = comparisonsOf(tree, tree.nodes[step].child, cql::NodeKind::orFilter, cql::TokenKind::equal);
    const auto values = listOf(tree, all);
    if (all.size() < 3 || !values) continue;
    if (cql::textOf(tree, all.front().field).starts_with('#')) continue;  // tags choose what is searched at all
    const base::Span whole = tree.span(step);
    if (hasComment(tree, whole.begin, whole.end)) continue;
    report
        .add(
            CQL205_or_chain.def, whole,
            fmt::format("`{}` is compared with {} values one by one", cql::textOf(tree, all.front().field), all.size()))
        .fix("write `in(…)`", {{whole, fmt::format("in({}, values=[{}])", tree.nodeText(all.front().field), *values)}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL205_or_chain = {
    {"CQL205", "or-chain", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a field is compared with several values one by one",
     "`in(status, values=[500, 502, 503])` says the same as three comparisons joined by `or`; the field stands there "
     "once, and the list is easy to extend. Tags are left as they are: comparisons of a tag choose the data that is "
     "searched."},
    check,
    kExamples};

}  // namespace quarry::lint
