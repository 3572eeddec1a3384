// An anchor in front of many alternatives binds one of them.
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL158_regex_anchor_of_one;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/^admin\\d|root|backup$/", "#type=web | user=/^(?:admin\\d|root|backup)$/"},
};

bool isAnchor(const base::RegexTree& tree, base::RegexId branch, char letter) {
  const std::vector<base::RegexId>& parts = tree[branch].parts;
  if (tree[branch].kind != base::RegexKind::sequence || parts.size() < 2) return false;
  const base::RegexNode& end = tree[letter == '^' ? parts.front() : parts.back()];
  return end.kind == base::RegexKind::anchor && end.letter == letter;
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const base::RegexNode& root = use.tree[use.tree.root];
    if (root.kind != base::RegexKind::alternation || root.parts.size() < 3) continue;
    const auto begins = [&](base::RegexId branch) { return isAnchor(use.tree, branch, '^'); };
    const auto ends = [&](base::RegexId branch) { return isAnchor(use.tree, branch, '$'); };
    const bool first = begins(root.parts.front()) && std::count_if(root.parts.begin(), root.parts.end(), begins) == 1;
    const bool last = ends(root.parts.back()) && std::count_if(root.parts.begin(), root.parts.end(), ends) == 1;
    if (!first || !last) continue;
    const base::RegexId anchor = use.tree[root.parts.front()].parts.front();
    const base::RegexId other = use.tree[root.parts.back()].parts.back();
    report.add(CQL158_regex_anchor_of_one.def, use.span(anchor), "this holds for the first alternative only")
        .label(use.span(other), "and this for the last")
        .fix("put the alternatives into a group",
             {use.edit(use.tree[anchor].end, use.tree[anchor].end, "(?:"),
              use.edit(use.tree[other].begin, use.tree[other].begin, ")")},
             base::Safety::review);
  }
}

}  // namespace

const Rule CQL158_regex_anchor_of_one = {
    {"CQL158", "regex-anchor-of-one", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an anchor belongs to only one of several alternatives",
     "`/^admin|root|backup$/` means: begins with `admin`, or holds `root`, or ends with `backup`. An anchor for all of "
     "them needs a group, `/^(?:admin|root|backup)$/`."},
    check,
    kExamples};

}  // namespace quarry::lint
