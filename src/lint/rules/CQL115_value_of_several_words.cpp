// `city=New York`: the second word is a search through the whole event.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web city=New York", "#type=web city=\"New York\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL115_value_of_several_words;
const Rule CQL115_value_of_several_words = {
    {"CQL115", "value-of-several-words", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an unquoted value is followed by a word that is searched for in the whole event",
     "`city=New York` asks for the city `New` and, besides, for `York` anywhere in the event. A value with a blank in "
     "it needs quotes. A text that is meant to be searched for reads better in a step of its own."},
    check,
    kExamples};

namespace {

bool isName(std::string_view word) {
  return word.size() > 1 && word[0] >= 'A' && word[0] <= 'Z' && word.find_first_of("*:/=") == std::string_view::npos;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId filter : context.index->of(NodeKind::andFilter)) {
    NodeId before = cql::kNoNode;
    std::uint32_t words = 0;
    for (NodeId child : cql::children(tree, filter)) {
      const auto comparison = before == cql::kNoNode ? std::nullopt : cql::asComparison(tree, before);
      // Words that run on from an unquoted value with one blank between them, both with a capital letter.
      if (comparison && cql::kindOf(tree, child) == NodeKind::freeText &&
          cql::tokenKindOf(tree, child) == cql::TokenKind::word &&
          cql::tokenKindOf(tree, comparison->value) == cql::TokenKind::word &&
          tree.trivia(tree.nodes[child].first) == " " && isName(tree.nodeText(child)) &&
          isName(tree.nodeText(comparison->value))) {
        NodeId last = child;
        for (NodeId next = tree.nodes[child].next; next != cql::kNoNode; next = tree.nodes[next].next) {
          if (cql::kindOf(tree, next) != NodeKind::freeText || tree.trivia(tree.nodes[next].first) != " " ||
              cql::tokenKindOf(tree, next) != cql::TokenKind::word)
            break;
          last = next;
        }
        ++words;
        const base::Span value = tree.span(comparison->value), end = tree.span(last);
        const std::string text = tree.text.substr(value.begin, end.end - value.begin);
        report
            .add(CQL115_value_of_several_words.def, tree.span(child),
                 fmt::format("`{}` is no part of the value: it is searched for in the whole event",
                             tree.nodeText(child)))
            .fix("put the value in quotes", {{{value.file, value.begin, end.end}, cql::quoteString(text)}},
                 base::Safety::review);
      }
      before = child;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
