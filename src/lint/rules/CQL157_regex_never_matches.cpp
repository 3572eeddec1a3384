// Anchors where the end of a value cannot be.
#include <fmt/format.h>
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL157_regex_never_matches;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/share\\\\C$\\\\temp/", "#type=web | path=/share\\\\C\\$\\\\temp/"},
    {"#type=web | path=/(admin|x^root)/", "#type=web | path=/(admin|x\\^root)/"},
};

// A line break may follow `$`.
bool mayBeLineBreak(const base::RegexTree& tree, base::RegexId id) {
  const base::RegexNode& node = tree[id];
  switch (node.kind) {
    case base::RegexKind::character:
      return node.character == 10 || node.character == 13;
    case base::RegexKind::any:
    case base::RegexKind::shorthand:
    case base::RegexKind::set:
      return true;
    case base::RegexKind::alternation:
    case base::RegexKind::sequence:
    case base::RegexKind::repeat:
    case base::RegexKind::group:
    case base::RegexKind::anchor:
    case base::RegexKind::reference:
      return std::any_of(node.parts.begin(), node.parts.end(),
                         [&](base::RegexId part) { return mayBeLineBreak(tree, part); });
  }
  return true;
}

// True if something that takes a character stands before `^`, or behind `$`, in every match.
bool takesBeside(const base::RegexTree& tree, base::RegexId anchor) {
  const bool isEnd = tree[anchor].letter == '$';
  for (base::RegexId id = anchor; id != tree.root; id = tree[id].parent) {
    const base::RegexNode& parent = tree[tree[id].parent];
    if (parent.kind == base::RegexKind::repeat && parent.least == 0) return false;
    if (parent.kind == base::RegexKind::group && parent.group != base::RegexGroup::numbered &&
        parent.group != base::RegexGroup::named && parent.group != base::RegexGroup::plain)
      return false;
    if (parent.kind != base::RegexKind::sequence) continue;
    const auto self = std::find(parent.parts.begin(), parent.parts.end(), id);
    const auto takes = [&](base::RegexId part) { return !base::canBeEmpty(tree, part); };
    if (!isEnd && std::any_of(parent.parts.begin(), self, takes)) return true;
    if (isEnd) {
      const auto next = std::find_if(self + 1, parent.parts.end(), takes);
      if (next != parent.parts.end()) return !mayBeLineBreak(tree, *next);
    }
  }
  return false;
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (use.mayBeMultiLine()) continue;
    const base::RegexTree& tree = use.tree;
    for (base::RegexId id = 0; id < tree.nodes.size(); ++id) {
      const base::RegexNode& node = tree[id];
      if (node.kind != base::RegexKind::anchor || (node.letter != '^' && node.letter != '$')) continue;
      if (!takesBeside(tree, id)) continue;
      report
          .add(CQL157_regex_never_matches.def, use.span(id),
               node.letter == '$' ? "nothing can follow the end of a value: this never matches"
                                  : "nothing can come before the beginning of a value: this never matches")
          .fix(fmt::format("write `\\{}`, the character itself", node.letter),
               {use.edit(node.begin, node.end, fmt::format("\\{}", node.letter))}, base::Safety::review);
    }
  }
}

}  // namespace

const Rule CQL157_regex_never_matches = {
    {"CQL157", "regex-never-matches", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "an anchor stands where it can never hold",
     "`^` is the beginning of the value and `$` its end. With text before `^` or behind `$` an expression can never "
     "match, and the query finds nothing. Where the sign itself is meant, it is `\\$` or `\\^`."},
    check,
    kExamples};

}  // namespace quarry::lint
