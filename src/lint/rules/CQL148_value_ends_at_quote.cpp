// `path=*"cmd"*`: a value ends where the quotes begin.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | agent=*\"curl\"*", "#type=web | agent=\"*curl*\""},
    {"#type=web | path=\"/admin\"* user=root", "#type=web | path=\"/admin\" \"error\""},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL148_value_ends_at_quote;
const Rule CQL148_value_ends_at_quote = {
    {"CQL148", "value-ends-at-quote", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a value is quoted in part",
     "A value is one word or one text in quotes, and a text in quotes may hold stars. In `path=*\"cmd\"*` the value is "
     "`*`, and the rest is searched for in the whole event."},
    check,
    kExamples};

namespace {

// Other quotes are errors already (CQL013, CQL014).
bool isText(const Tree& tree, NodeId node) {
  const cql::TokenKind kind = cql::tokenKindOf(tree, node);
  return kind == cql::TokenKind::word || (kind == cql::TokenKind::string && tree.nodeText(node).front() == '"');
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || !isText(tree, comparison->value)) continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    if (op != cql::TokenKind::equal && op != cql::TokenKind::notEqual && op != cql::TokenKind::kwLike) continue;
    std::string text = cql::textOf(tree, comparison->value);
    NodeId last = cql::kNoNode;
    for (NodeId next = tree.nodes[node].next; next != cql::kNoNode; next = tree.nodes[next].next) {
      if (cql::kindOf(tree, next) != NodeKind::freeText || !isText(tree, next) ||
          !tree.trivia(tree.nodes[next].first).empty())
        break;
      text += cql::textOf(tree, next);
      last = next;
    }
    if (last == cql::kNoNode) continue;
    const base::Span value = tree.span(comparison->value), rest = tree.span(tree.nodes[node].next);
    const std::uint32_t end = tree.span(last).end;
    report
        .add(CQL148_value_ends_at_quote.def, {value.file, rest.begin, end},
             "this is no part of the value: it is searched for in the whole event")
        .fix("put the value in one pair of quotes", {{{value.file, value.begin, end}, cql::quoteString(text)}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
