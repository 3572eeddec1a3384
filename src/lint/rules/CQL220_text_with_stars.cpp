// Stars around a text that is searched for anywhere.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL220_text_with_stars;

namespace {

constexpr Example kExamples[] = {
    {"#type=web \"*login failed*\"", "#type=web \"login failed\""},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId node : context.index->of(cql::NodeKind::freeText)) {
    if (cql::tokenKindOf(tree, node) != cql::TokenKind::string) continue;
    const std::string text = cql::textOf(tree, node);
    const std::size_t first = text.find_first_not_of('*'), last = text.find_last_not_of('*');
    if (first == std::string::npos || (first == 0 && last + 1 == text.size())) continue;
    const std::string bare = cql::quoteString(text.substr(first, last + 1 - first));
    report
        .add(CQL220_text_with_stars.def, tree.span(node),
             "a text is looked for anywhere in the event: the stars add nothing")
        .fix(fmt::format("write {}", bare), {{tree.span(node), bare}}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL220_text_with_stars = {
    {"CQL220", "text-with-stars", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a text that is searched for begins and ends with a star",
     "A text on its own is looked for anywhere in the event; stars at its ends add nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
