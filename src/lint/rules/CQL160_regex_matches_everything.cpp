// Expressions that the empty text matches.
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL160_regex_matches_everything;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/.*/", "#type=web | user=*"},
    {"#type=web | user=/^.*$/", "#type=web | user=*"},
};

// True if a match may ask for more than characters, or if an empty alternative has a finding of its own.
bool holds(const base::RegexTree& tree, base::RegexId id) {
  const base::RegexNode& node = tree[id];
  if (node.kind == base::RegexKind::sequence && node.parts.empty()) return true;
  if (node.kind == base::RegexKind::reference) return true;
  if (node.kind == base::RegexKind::anchor) return tree.text != "^.*$" && tree.text != "^.*" && tree.text != ".*$";
  if (node.kind == base::RegexKind::group && node.group != base::RegexGroup::numbered &&
      node.group != base::RegexGroup::plain && node.group != base::RegexGroup::switches)
    return true;
  return std::any_of(node.parts.begin(), node.parts.end(), [&](base::RegexId part) { return holds(tree, part); });
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const base::RegexTree& tree = use.tree;
    if (!use.onlyMatches() || !base::canBeEmpty(tree, tree.root) || holds(tree, tree.root) || tree.text.empty())
      continue;
    auto& finding = report.add(CQL160_regex_matches_everything.def, context.tree.span(use.node),
                               "the empty text matches this, so every value does");
    // Who writes `.*` knows that it matches all, and asks whether the field is there.
    if (tree.text.find_first_not_of(".*^$") == std::string::npos) finding.severity = base::Severity::info;
    const auto parent = context.tree.nodes[use.node].parent;
    if (use.literal && parent != cql::kNoNode && cql::kindOf(context.tree, parent) == cql::NodeKind::comparison)
      finding.fix("ask whether the field is there: `*`", {{context.tree.span(use.node), "*"}}, base::Safety::safe);
    else
      finding.note("whether a field is there is asked with `field=*`");
  }
}

}  // namespace

const Rule CQL160_regex_matches_everything = {
    {"CQL160", "regex-matches-everything", base::Severity::warning, base::Category::semantics, base::FixKind::safe,
     "a regular expression matches every value",
     "An expression that can match the empty text is found in every value, since it is looked for anywhere: `/.*/`, "
     "`/a*/`. Whether a field is there is asked with `field=*`; `/.*/`, which cannot be meant otherwise, is an info."},
    check,
    kExamples};

}  // namespace quarry::lint
