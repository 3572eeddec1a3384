// Parentheses in an expression that group nothing.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL173_regex_idle_group;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/id=(\\d+)&/", "#type=web | path=/id=\\d+&/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (!use.onlyMatches()) continue;
    for (base::RegexId id = 0; id < use.tree.nodes.size(); ++id) {
      const base::RegexNode& node = use.tree[id];
      if (node.kind != base::RegexKind::group || node.parts.empty()) continue;
      if (node.group != base::RegexGroup::numbered && (node.group != base::RegexGroup::plain || !node.name.empty()))
        continue;
      const base::RegexNode& part = use.tree[node.parts.front()];
      if (part.kind == base::RegexKind::alternation || part.parts.empty()) continue;
      if (use.tree[node.parent].kind == base::RegexKind::repeat) continue;
      // Brackets with a switch inside are its scope.
      if (use.tree.text.find("(?i)", node.begin) < node.end || use.tree.text.find("(?m)", node.begin) < node.end)
        continue;
      report.add(CQL173_regex_idle_group.def, use.span(node.begin, node.inside), "these parentheses group nothing")
          .label(use.span(node.end - 1, node.end), "")
          .fix("take them out", {use.edit(node.begin, node.inside, ""), use.edit(node.end - 1, node.end, "")},
               base::Safety::safe);
    }
  }
}

}  // namespace

const Rule CQL173_regex_idle_group = {
    {"CQL173", "regex-idle-group", base::Severity::info, base::Category::style, base::FixKind::safe,
     "parentheses in a regular expression group nothing",
     "Without a name a group makes no field, and without alternatives or a repetition behind it parentheses change "
     "nothing. Where a field was meant, the group lacks its name: `(?<name>…)`."},
    check,
    kExamples};

}  // namespace quarry::lint
