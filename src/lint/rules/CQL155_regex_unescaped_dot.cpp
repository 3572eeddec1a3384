// Dots of addresses, domains and file names that match any character.
#include "lint/index.h"
#include "lint/regex_dots.h"

namespace quarry::lint {

extern const Rule CQL155_regex_unescaped_dot;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | ip=/^10.1.0./", "#type=web | ip=/^10\\.1\\.0\\./"},
    {"#type=web | path=/cmd.exe/i", "#type=web | path=/cmd\\.exe/i"},
    {"#type=web | regex(\"evil.com\", field=host)", "#type=web | regex(\"evil\\\\.com\", field=host)"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    const std::vector<base::RegexId> dots = bareDots(use.tree);
    if (dots.empty()) continue;
    std::vector<base::Edit> edits;
    edits.reserve(dots.size());
    for (const base::RegexId dot : dots) edits.push_back(use.edit(use.tree[dot].begin, use.tree[dot].end, "\\."));
    report.add(CQL155_regex_unescaped_dot.def, use.span(dots.front()), "this dot matches any character, not only a dot")
        .fix(dots.size() == 1 ? "escape it" : "escape the dots", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule CQL155_regex_unescaped_dot = {
    {"CQL155", "regex-unescaped-dot", base::Severity::info, base::Category::semantics, base::FixKind::safe,
     "the dot of an address, a domain or a file name is not escaped",
     "An unescaped dot matches any character: `/10.0.0.1/` also finds `10x0y0z1` and `1010.011`, `/cmd.exe/` also "
     "finds `cmd-exe`. Write `\\.`, or compare with a text in quotes."},
    check,
    kExamples};

}  // namespace quarry::lint
