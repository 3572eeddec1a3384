// Comparisons in expressions whose result is known.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | test(status == status)", "#type=web | test(status == expected)"},
                                 {"#type=web | test(\"status\" > 400)", "#type=web | status > 400"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL136_constant_comparison;
const Rule CQL136_constant_comparison = {
    {"CQL136", "constant-comparison", base::Severity::warning, base::Category::semantics, base::FixKind::none,
     "both sides of a comparison are the same, or both are constants",
     "The result does not depend on the event. Mostly another field was meant, or one side has quotes that make it a "
     "text."},
    check,
    kExamples};

namespace {

bool isConstant(const Tree& tree, NodeId node) {
  return cql::kindOf(tree, node) == NodeKind::literal &&
         (cql::tokenKindOf(tree, node) == cql::TokenKind::string || cql::numberOf(tree, node).has_value());
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary) continue;
    switch (tree.tokens[binary->op].kind) {
      case cql::TokenKind::doubleEqual:
      case cql::TokenKind::notEqual:
      case cql::TokenKind::less:
      case cql::TokenKind::lessEqual:
      case cql::TokenKind::greater:
      case cql::TokenKind::greaterEqual:
        break;
      default:
        continue;
    }
    const NodeId left = cql::unwrapped(tree, binary->left), right = cql::unwrapped(tree, binary->right);
    if (tree.nodeText(left) == tree.nodeText(right))
      report.add(CQL136_constant_comparison.def, tree.span(node), "both sides are the same");
    else if (isConstant(tree, left) && isConstant(tree, right)) {
      auto& finding = report.add(CQL136_constant_comparison.def, tree.span(node),
                                 "both sides are constants: the result is the same for every event");
      if (cql::tokenKindOf(tree, left) == cql::TokenKind::string)
        finding.note(fmt::format("in an expression {} is a text; a field stands without quotes", tree.nodeText(left)));
    }
  }
}

}  // namespace

}  // namespace quarry::lint
