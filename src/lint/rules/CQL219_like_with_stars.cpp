// Stars at the ends of a text for like.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL219_like_with_stars;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path like \"*admin*\"", "#type=web | path like \"admin\""},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || tree.tokens[comparison->op].kind != cql::TokenKind::kwLike) continue;
    const cql::TokenKind kind = cql::tokenKindOf(tree, comparison->value);
    if (kind != cql::TokenKind::string && kind != cql::TokenKind::word) continue;
    const std::string text = cql::textOf(tree, comparison->value);
    const std::size_t first = text.find_first_not_of('*'), last = text.find_last_not_of('*');
    if (first == std::string::npos || (first == 0 && last + 1 == text.size())) continue;
    const std::string bare = cql::quoteString(text.substr(first, last + 1 - first));
    report
        .add(CQL219_like_with_stars.def, tree.span(comparison->value),
             "`like` looks for the text anywhere: the stars add nothing")
        .fix(fmt::format("write {}", bare), {{tree.span(comparison->value), bare}}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL219_like_with_stars = {
    {"CQL219", "like-with-stars", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a text behind `like` begins or ends with a star",
     "`like` looks for the text anywhere in the value; stars at its ends add nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
