// `404 = status` asks a field named 404.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | 404 = status", "#type=web | status = 404"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL117_value_on_the_left;
const Rule CQL117_value_on_the_left = {
    {"CQL117", "value-on-the-left", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a filter has its value on the left and its field on the right",
     "The left side of a filter is always a field: `404=status` asks whether a field named `404` is the text "
     "`status`."},
    check,
    kExamples};

namespace {

bool isFieldName(std::string_view word) {
  return !word.empty() &&
         ((word[0] >= 'a' && word[0] <= 'z') || (word[0] >= 'A' && word[0] <= 'Z') || word[0] == '@' ||
          word[0] == '#' || word[0] == '_') &&
         word.find_first_of("*:+-~/") == std::string_view::npos;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || !cql::numberOf(tree, comparison->field) ||
        cql::tokenKindOf(tree, comparison->value) != cql::TokenKind::word)
      continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    const std::string_view value = tree.nodeText(comparison->value);
    if ((op != cql::TokenKind::equal && op != cql::TokenKind::notEqual) || !isFieldName(value)) continue;
    report
        .add(CQL117_value_on_the_left.def, tree.span(comparison->field),
             fmt::format("a field named `{}` is compared with the text `{}`", tree.nodeText(comparison->field), value))
        .fix("swap the two sides",
             {{tree.span(comparison->field), std::string(value)},
              {tree.span(comparison->value), std::string(tree.nodeText(comparison->field))}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
