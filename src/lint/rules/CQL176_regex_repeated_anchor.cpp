// Repetitions of places instead of characters.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL176_regex_repeated_anchor;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/^\\/admin\\d$*/", "#type=web | path=/^\\/admin\\d$/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.kind != base::RegexKind::repeat || use.tree[node.parts.front()].kind != base::RegexKind::anchor)
        continue;
      report
          .add(CQL176_regex_repeated_anchor.def, use.span(node.sign, node.end),
               fmt::format("`{}` is a place: it cannot be repeated", use.tree.textOf(node.parts.front())))
          .fix("take the sign out", {use.edit(node.sign, node.end, "")}, base::Safety::review);
    }
  }
}

}  // namespace

const Rule CQL176_regex_repeated_anchor = {
    {"CQL176", "regex-repeated-anchor", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an anchor is repeated",
     "`^`, `$` and `\\b` are places, not characters: there is nothing to repeat. With `*` or `?` behind it an anchor "
     "is not even asked for. A sign that is meant as such is escaped."},
    check,
    kExamples};

}  // namespace quarry::lint
