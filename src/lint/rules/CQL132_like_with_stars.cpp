// `like` looks for a part anyway.
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | path like \"*admin*\"", "#type=web | path like \"admin\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL132_like_with_stars;
const Rule CQL132_like_with_stars = {
    {"CQL132", "like-with-stars", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a pattern of `like` begins or ends with a star",
     "`like` asks whether the value contains the pattern, so stars at its ends change nothing."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || tree.tokens[comparison->op].kind != cql::TokenKind::kwLike) continue;
    const std::string_view text = tree.nodeText(comparison->value);
    if (text.size() < 5 || text.front() != '"' || text.back() != '"') continue;
    const std::string_view inner = text.substr(1, text.size() - 2);
    const std::size_t first = inner.find_first_not_of('*'), last = inner.find_last_not_of('*');
    if (first == std::string_view::npos || (first == 0 && last + 1 == inner.size()) || inner[last] == '\\') continue;
    report
        .add(CQL132_like_with_stars.def, tree.span(comparison->value),
             "`like` looks for a part of the value, with or without these stars")
        .fix("leave the stars out",
             {{tree.span(comparison->value), "\"" + std::string(inner.substr(first, last - first + 1)) + "\""}},
             base::Safety::safe);
  }
}

}  // namespace

}  // namespace quarry::lint
