// Stars in places that know no patterns.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | test(path == \"/admin*\")", "#type=web | path=\"/admin*\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL135_star_is_no_wildcard;
const Rule CQL135_star_is_no_wildcard = {
    {"CQL135", "star-is-no-wildcard", base::Severity::warning, base::Category::semantics, base::FixKind::none,
     "a `*` stands where it is an ordinary character",
     "`*` stands for any text in filters and in `in()`. In an expression, and for `text:contains()`, "
     "`text:startsWith()`, `text:endsWith()` and `array:contains()`, it is an ordinary character."},
    check,
    kExamples};

namespace {

bool hasStar(const Tree& tree, NodeId node) {
  return cql::kindOf(tree, node) == NodeKind::literal && cql::tokenKindOf(tree, node) == cql::TokenKind::string &&
         cql::textOf(tree, node).size() > 1 &&
         (cql::textOf(tree, node).starts_with('*') || cql::textOf(tree, node).ends_with('*'));
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::binary)) {
    const auto binary = cql::asBinary(tree, node);
    if (!binary) continue;
    const cql::TokenKind op = tree.tokens[binary->op].kind;
    if (op != cql::TokenKind::doubleEqual && op != cql::TokenKind::notEqual) continue;
    for (NodeId side : {binary->left, binary->right})
      if (const NodeId inner = cql::unwrapped(tree, side); hasStar(tree, inner))
        report.add(CQL135_star_is_no_wildcard.def, tree.span(inner), "in an expression `*` is an ordinary character")
            .note("a filter knows patterns: `field=\"a*\"`");
  }
  for (const cql::BoundCall& call : context.index->calls()) {
    const std::string_view name = nameOf(call);
    const std::string_view parameter =
        name == "text:contains" || name == "text:startsWith" || name == "text:endsWith" ? "substring" : "";
    if (parameter.empty()) continue;
    const NodeId value = call.value(parameter);
    if (value == cql::kNoNode || !hasStar(tree, cql::unwrapped(tree, value))) continue;
    report
        .add(CQL135_star_is_no_wildcard.def, tree.span(value),
             fmt::format("`{}` knows no patterns: `*` is an ordinary character", name))
        .note("a filter knows patterns: `field=\"a*\"`");
  }
}

}  // namespace

}  // namespace quarry::lint
