// An inline flag in front of several alternatives.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL153_regex_flag_scope;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/(?i)admin|root/", "#type=web | user=/admin|root/i"},
    {"#type=web | regex(\"(?i)admin|root\", field=user)", "#type=web | regex(\"admin|root\", field=user, flags=i)"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const base::RegexNode& root = use.tree[use.tree.root];
    if (root.kind != base::RegexKind::alternation) continue;
    const base::RegexNode& branch = use.tree[root.parts.front()];
    if (branch.parts.empty()) continue;
    const base::RegexNode& flags = use.tree[branch.parts.front()];
    if (flags.kind != base::RegexKind::group || flags.group != base::RegexGroup::switches) continue;
    auto& finding = report.add(CQL153_regex_flag_scope.def, use.span(flags.begin, flags.end),
                               "before version 1.227 this holds for the first alternative only");
    if (use.literal && (flags.name == "i" || flags.name == "m")) {
      const base::Span whole = context.tree.span(use.node);
      std::vector<base::Edit> edits{use.edit(flags.begin, flags.end, "")};
      if (!use.hasFlag(flags.name.front())) edits.push_back({{whole.file, whole.end, whole.end}, flags.name});
      finding.fix(fmt::format("write the flag `{}` behind the expression", flags.name), std::move(edits),
                  base::Safety::safe);
    } else {
      finding.fix("put the alternatives into a group",
                  {use.edit(flags.end, flags.end, "(?:"), use.edit(root.end, root.end, ")")}, base::Safety::safe);
    }
  }
}

}  // namespace

const Rule CQL153_regex_flag_scope = {
    {"CQL153", "regex-flag-scope", base::Severity::warning, base::Category::semantics, base::FixKind::safe,
     "an inline flag stands before the first of several alternatives",
     "Before version 1.227 a flag such as `(?i)` holds for the first alternative only: `/(?i)admin|root/` finds "
     "`ADMIN`, but not `ROOT`. A flag behind the expression holds for all of it, in every version."},
    check,
    kExamples};

}  // namespace quarry::lint
