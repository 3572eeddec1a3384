// Quotes around the name of a field that needs none.
#include <algorithm>

#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL214_quoted_field;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | \"user\"=root", "#type=web | user=root"},
};

bool needsNoQuotes(std::string_view name) {
  if (name.empty()) return false;
  for (const std::string_view word : {"and", "or", "not", "case", "match", "like", "true", "false"})
    if (base::equalsIgnoringCase(name, word)) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '@' || c == '#';
  });
}

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison || cql::tokenKindOf(tree, comparison->field) != cql::TokenKind::string) continue;
    const std::string name = cql::textOf(tree, comparison->field);
    if (!needsNoQuotes(name)) continue;
    const base::Span field = tree.span(comparison->field);
    report.add(CQL214_quoted_field.def, field, "this name needs no quotes")
        .fix("take them out", {{field, blankBefore(tree, field.begin) + name}}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL214_quoted_field = {
    {"CQL214", "quoted-field", base::Severity::info, base::Category::style, base::FixKind::safe,
     "the name of a field is in quotes without need",
     "In a filter a name needs quotes only if it has other characters than letters, digits, `.`, `_`, `@` and `#`."},
    check,
    kExamples};

}  // namespace quarry::lint
