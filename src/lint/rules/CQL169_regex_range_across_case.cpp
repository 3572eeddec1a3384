// The range from A to z.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL169_regex_range_across_case;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/^[A-z]+$/", "#type=web | user=/^[A-Za-z]+$/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes)
      for (const base::RegexItem& item : node.items)
        if (item.letter == 0 && item.from == 'A' && item.to == 'z')
          report
              .add(CQL169_regex_range_across_case.def, use.span(item.begin, item.end),
                   "this range also holds `[`, `\\`, `]`, `^`, `_` and the back-tick")
              .fix("write `A-Za-z`", {use.edit(item.begin, item.end, "A-Za-z")}, base::Safety::safe);
  }
}

}  // namespace

const Rule CQL169_regex_range_across_case = {
    {"CQL169", "regex-range-across-case", base::Severity::warning, base::Category::semantics, base::FixKind::safe,
     "a range goes from upper to lower case letters",
     "Between `Z` and `a` lie `[`, `\\`, `]`, `^`, `_` and the back-tick: `[A-z]` takes them as well. All letters are "
     "`[A-Za-z]`."},
    check,
    kExamples};

}  // namespace quarry::lint
