// `.*` at the ends of an expression.
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL163_regex_idle_star;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/.*admin.*/", "#type=web | path=/admin/"},
    {"#type=web | path=/^.*admin/", "#type=web | path=/admin/"},
};

bool isAnything(const base::RegexTree& tree, base::RegexId id) {
  const base::RegexNode& node = tree[id];
  return base::isUnbounded(node) && node.least == 0 && tree[node.parts.front()].kind == base::RegexKind::any;
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (!use.onlyMatches()) continue;
    const base::RegexTree& tree = use.tree;
    const base::RegexNode& root = tree[tree.root];
    const std::vector<base::RegexId> branches =
        root.kind == base::RegexKind::alternation ? root.parts : std::vector<base::RegexId>{tree.root};
    for (const base::RegexId branch : branches) {
      const std::vector<base::RegexId>& parts = tree[branch].parts;
      if (tree[branch].kind != base::RegexKind::sequence) continue;
      std::size_t first = 0;
      if (parts.size() > 2 && tree[parts[0]].kind == base::RegexKind::anchor && tree[parts[0]].letter == '^' &&
          isAnything(tree, parts[1]))
        first = 2;
      else if (parts.size() > 1 && isAnything(tree, parts[0]))
        first = 1;
      std::size_t last = parts.size();
      if (last > first + 1 && isAnything(tree, parts[last - 1])) --last;
      const bool all = std::all_of(parts.begin() + static_cast<std::ptrdiff_t>(first),
                                   parts.begin() + static_cast<std::ptrdiff_t>(last),
                                   [&](base::RegexId part) { return base::canBeEmpty(tree, part); });
      if (all || (first == 0 && last == parts.size())) continue;
      std::vector<base::Edit> edits;
      if (first > 0) edits.push_back(use.edit(tree[branch].begin, tree[parts[first - 1]].end, ""));
      if (last < parts.size()) edits.push_back(use.edit(tree[parts[last]].begin, tree[branch].end, ""));
      const base::Span place = edits.front().span;
      // `^.*` asks for the first line of a value that has several.
      report.add(CQL163_regex_idle_star.def, place, "an expression is looked for anywhere: this adds nothing")
          .fix("take it out", std::move(edits), first == 2 ? base::Safety::review : base::Safety::safe);
    }
  }
}

}  // namespace

const Rule CQL163_regex_idle_star = {
    {"CQL163", "regex-idle-star", base::Severity::info, base::Category::performance, base::FixKind::safe,
     "a regular expression begins or ends with `.*`",
     "An expression is looked for anywhere in the value, so `.*` at its ends adds nothing but work."},
    check,
    kExamples};

}  // namespace quarry::lint
