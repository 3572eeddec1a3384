// Repetitions inside repetitions.
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL161_regex_catastrophic;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/^(\\w+\\s?)+$/", "#type=web | path=/^[\\w\\s]+$/"},
    {"#type=web | path=/(x+)*y/", "#type=web | path=/x*y/"},
};

base::RegexId inside(const base::RegexTree& tree, base::RegexId id) {
  for (;;) {
    const base::RegexNode& node = tree[id];
    const bool plain = node.kind == base::RegexKind::group &&
                       (node.group == base::RegexGroup::numbered || node.group == base::RegexGroup::named ||
                        node.group == base::RegexGroup::plain);
    if (!plain && !(node.kind == base::RegexKind::sequence && node.parts.size() == 1)) return id;
    id = node.parts.front();
  }
}

// True if a run of characters can be shared among several rounds in many ways.
bool isAmbiguous(const base::RegexTree& tree, base::RegexId part) {
  const base::RegexNode& body = tree[inside(tree, part)];
  if (body.kind == base::RegexKind::repeat) return base::isUnbounded(body);
  if (body.kind == base::RegexKind::alternation)
    return std::any_of(body.parts.begin(), body.parts.end(),
                       [&](base::RegexId branch) { return base::isUnbounded(tree[inside(tree, branch)]); });
  if (body.kind != base::RegexKind::sequence) return false;
  std::size_t needed = 0;
  bool repeats = false;
  for (const base::RegexId one : body.parts) {
    if (!base::canBeEmpty(tree, one)) ++needed;
    repeats = repeats || (base::isUnbounded(tree[inside(tree, one)]) && (needed == 1 || base::canBeEmpty(tree, one)));
  }
  if (needed > 1) return false;
  return repeats && (needed == 0 || std::any_of(body.parts.begin(), body.parts.end(), [&](base::RegexId one) {
                       return !base::canBeEmpty(tree, one) && base::isUnbounded(tree[inside(tree, one)]);
                     }));
}

// True if something behind the part may not match, so that other ways are tried.
bool canFailBehind(const base::RegexTree& tree, base::RegexId id) {
  for (; id != tree.root; id = tree[id].parent) {
    const base::RegexNode& parent = tree[tree[id].parent];
    if (parent.kind != base::RegexKind::sequence) continue;
    for (auto next = std::find(parent.parts.begin(), parent.parts.end(), id) + 1; next != parent.parts.end(); ++next)
      if (!base::canBeEmpty(tree, *next) || tree[*next].kind == base::RegexKind::anchor) return true;
  }
  return false;
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (base::RegexId id = 0; id < use.tree.nodes.size(); ++id) {
      const base::RegexNode& node = use.tree[id];
      if (!base::isUnbounded(node) || node.greed == base::RegexGreed::possessive) continue;
      if (!isAmbiguous(use.tree, node.parts.front()) || !canFailBehind(use.tree, id)) continue;
      report.add(CQL161_regex_catastrophic.def, use.span(id),
                 "this repetition repeats a repetition: a value that nearly matches takes very long");
    }
  }
}

}  // namespace

const Rule CQL161_regex_catastrophic = {
    {"CQL161", "regex-catastrophic", base::Severity::warning, base::Category::performance, base::FixKind::none,
     "a repetition inside a repetition can take very long",
     "In `(a+)+b` the engine tries every way to share a run of `a` among the two repetitions before it gives up: the "
     "time doubles with each character. One repetition says the same: `a+b`."},
    check,
    kExamples};

}  // namespace quarry::lint
