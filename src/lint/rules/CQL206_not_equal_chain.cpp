// A field that must be none of several values, one after the other.
#include <fmt/format.h>
#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL206_not_equal_chain;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | status!=200 status!=204 status!=304", "#type=web | !in(status, values=[200, 204, 304])"},
};

// As an element of a list: a glob or a number that was written bare is text in quotes.
std::string elementOf(const cql::Tree& tree, cql::NodeId value) {
  if (cql::numberOf(tree, value) && cql::tokenKindOf(tree, value) == cql::TokenKind::word)
    return std::string(tree.nodeText(value));
  return cql::quoteString(cql::textOf(tree, value));
}

bool isPlain(const cql::Tree& tree, const cql::Comparison& comparison) {
  const cql::TokenKind kind = cql::tokenKindOf(tree, comparison.value);
  return (kind == cql::TokenKind::word || kind == cql::TokenKind::string) &&
         tree.nodes[comparison.value].end == tree.nodes[comparison.value].first + 1;
}

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId step : context.index->of(cql::NodeKind::filterStep)) {
    const auto all = comparisonsOf(tree, tree.nodes[step].child, cql::NodeKind::andFilter, cql::TokenKind::notEqual);
    if (all.size() < 3 || !std::all_of(all.begin(), all.end(), [&](const auto& one) { return isPlain(tree, one); }))
      continue;
    const base::Span whole = tree.span(step);
    if (hasComment(tree, whole.begin, whole.end)) continue;
    std::string values;
    for (const cql::Comparison& one : all) values += (values.empty() ? "" : ", ") + elementOf(tree, one.value);
    report
        .add(CQL206_not_equal_chain.def, whole,
             fmt::format("`{}` is kept apart from {} values one by one", cql::textOf(tree, all.front().field),
                         all.size()))
        .fix("write `!in(…)`", {{whole, fmt::format("!in({}, values=[{}])", tree.nodeText(all.front().field), values)}},
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
