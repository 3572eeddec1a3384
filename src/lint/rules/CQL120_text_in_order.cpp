// `<` and its kin compare numbers.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | test(day > \"2024-05-01\")", "#type=web | status > 400"},
                                 {"#type=web | day > \"2024-05-01\"", "#type=web | day=\"2024-05-*\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL120_text_in_order;
const Rule CQL120_text_in_order = {
    {"CQL120", "text-in-order", base::Severity::error, base::Category::semantics, base::FixKind::none,
     "a text is compared with `<`, `<=`, `>` or `>=`",
     "These compare numbers: with a text the result has no value, and `test()` lets nothing through. Times are "
     "numbers, in milliseconds since 1970; parse a written one with `parseTimestamp()` first."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary) continue;
    const cql::TokenKind op = tree.tokens[binary->op].kind;
    if (op != cql::TokenKind::less && op != cql::TokenKind::lessEqual && op != cql::TokenKind::greater &&
        op != cql::TokenKind::greaterEqual)
      continue;
    // (Two constants are another rule's.)
    if (cql::kindOf(tree, cql::unwrapped(tree, binary->left)) == NodeKind::literal &&
        cql::kindOf(tree, cql::unwrapped(tree, binary->right)) == NodeKind::literal)
      continue;
    for (NodeId side : {binary->left, binary->right}) {
      const NodeId inner = cql::unwrapped(tree, side);
      if (cql::kindOf(tree, inner) != NodeKind::literal || cql::tokenKindOf(tree, inner) != cql::TokenKind::string ||
          cql::numberOf(tree, inner))
        continue;
      report
          .add(CQL120_text_in_order.def, tree.span(inner),
               fmt::format("`{}` compares numbers, and this is a text", tree.tokenText(binary->op)))
          .note("a text has no place in an order; compare with `==`, or turn it into a number first");
      break;
    }
  }
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    // (A word that is no number is a mistake of syntax.)
    if (!comparison || cql::tokenKindOf(tree, comparison->value) != cql::TokenKind::string ||
        cql::numberOf(tree, comparison->value))
      continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    if (op != cql::TokenKind::less && op != cql::TokenKind::lessEqual && op != cql::TokenKind::greater &&
        op != cql::TokenKind::greaterEqual)
      continue;
    report
        .add(CQL120_text_in_order.def, tree.span(comparison->value),
             fmt::format("`{}` compares numbers, and this is a text", tree.tokenText(comparison->op)))
        .note("a text has no place in an order; compare with a pattern, or turn it into a number first");
  }
}

}  // namespace

}  // namespace quarry::lint
