// A flag inside an expression that could stand behind it.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL154_regex_inline_flag;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/(?i)admin/", "#type=web | user=/admin/i"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const base::RegexNode& root = use.tree[use.tree.root];
    if (!use.literal || root.kind != base::RegexKind::sequence || root.parts.size() < 2) continue;
    const base::RegexNode& flags = use.tree[root.parts.front()];
    if (flags.kind != base::RegexKind::group || flags.group != base::RegexGroup::switches) continue;
    if (flags.name != "i" && flags.name != "m") continue;
    const base::Span whole = context.tree.span(use.node);
    std::vector<base::Edit> edits{use.edit(flags.begin, flags.end, "")};
    if (!use.hasFlag(flags.name.front())) edits.push_back({{whole.file, whole.end, whole.end}, flags.name});
    report
        .add(CQL154_regex_inline_flag.def, use.span(flags.begin, flags.end),
             fmt::format("the flag can stand behind the expression: `/…/{}`", flags.name))
        .fix("move it behind the expression", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule CQL154_regex_inline_flag = {
    {"CQL154", "regex-inline-flag", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a flag is written inside a regular expression",
     "`/(?i)error/` and `/error/i` mean the same; the flag behind the expression is seen at a glance."},
    check,
    kExamples};

}  // namespace quarry::lint
