// test() where a filter says the same.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL213_test_for_filter;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | test(method == \"GET\")", "#type=web | method = \"GET\""},
    {"#type=web | test(size > 1000)", "#type=web | size > 1000"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (!calls(call, "test") || call.arguments.size() != 1 ||
        cql::kindOf(tree, tree.nodes[call.node].parent) != cql::NodeKind::filterStep)
      continue;
    const auto binary = cql::asBinary(tree, cql::unwrapped(tree, call.arguments.front().argument.value));
    if (!binary || cql::kindOf(tree, binary->left) != cql::NodeKind::field ||
        cql::tokenKindOf(tree, binary->left) != cql::TokenKind::word)
      continue;
    const cql::TokenKind op = tree.tokens[binary->op].kind;
    const bool text = op == cql::TokenKind::doubleEqual &&
                      cql::tokenKindOf(tree, binary->right) == cql::TokenKind::string &&
                      cql::textOf(tree, binary->right).find('*') == std::string::npos;
    const bool ordered = op == cql::TokenKind::less || op == cql::TokenKind::lessEqual ||
                         op == cql::TokenKind::greater || op == cql::TokenKind::greaterEqual;
    const bool number = ordered && cql::kindOf(tree, binary->right) == cql::NodeKind::literal &&
                        cql::tokenKindOf(tree, binary->right) == cql::TokenKind::word &&
                        cql::numberOf(tree, binary->right);
    const base::Span whole = tree.span(call.node);
    if ((!text && !number) || hasComment(tree, whole.begin, whole.end)) continue;
    report.add(CQL213_test_for_filter.def, tree.tokenSpan(call.name), "a filter says this without a function")
        .fix("write a filter",
             {{whole, fmt::format("{} {} {}", tree.nodeText(binary->left), text ? "=" : tree.tokenText(binary->op),
                                  tree.nodeText(binary->right))}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL213_test_for_filter = {
    {"CQL213", "test-for-filter", base::Severity::info, base::Category::style, base::FixKind::safe,
     "`test` compares a field with a value, as a filter can",
     "`test` is there to compare fields and results of arithmetic. A field and a value are compared by a filter: "
     "`status > 499`."},
    check,
    kExamples};

}  // namespace quarry::lint
