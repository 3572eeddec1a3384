// A bar too many makes an expression match everything.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL159_regex_empty_alternative;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/admin|root|/", "#type=web | user=/admin|root/"},
    {"#type=web | user=/(admin||root)/", "#type=web | user=/(admin|root)/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const base::RegexTree& tree = use.tree;
    if (!use.onlyMatches() || !base::canBeEmpty(tree, tree.root)) continue;
    const base::RegexNode& all = tree[base::withoutGroups(tree, tree.root)];
    if (all.kind != base::RegexKind::alternation) continue;
    for (std::size_t i = 0; i < all.parts.size(); ++i) {
      const base::RegexNode& branch = tree[all.parts[i]];
      if (branch.begin != branch.end) continue;
      const std::uint32_t bar = i == 0 ? branch.end : branch.begin - 1;
      auto& finding = report.add(CQL159_regex_empty_alternative.def, use.span(bar, bar + 1),
                                 "beside this bar stands the empty text, which every value holds");
      // Nothing between two slashes would be a comment.
      if (tree.text.size() > 1) finding.fix("take the bar out", {use.edit(bar, bar + 1, "")}, base::Safety::review);
      break;
    }
  }
}

}  // namespace

const Rule CQL159_regex_empty_alternative = {
    {"CQL159", "regex-empty-alternative", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an empty alternative makes an expression match everything",
     "Between two bars, or behind the last one, stands the empty text, which every value holds: `/admin|root|/` finds "
     "everything, and the filter filters nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
