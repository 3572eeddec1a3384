// The same repetition twice in a row.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL162_regex_repeated_repeat;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/admin.*.*login/", "#type=web | path=/admin.*login/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (!use.onlyMatches()) continue;
    for (const base::RegexNode& sequence : use.tree.nodes) {
      if (sequence.kind != base::RegexKind::sequence) continue;
      for (std::size_t i = 1; i < sequence.parts.size(); ++i) {
        const base::RegexNode &first = use.tree[sequence.parts[i - 1]], &second = use.tree[sequence.parts[i]];
        if (!base::isUnbounded(first) || !base::isUnbounded(second) || first.least + second.least > 1) continue;
        const std::string_view what = use.tree.textOf(first.parts.front());
        if (what != use.tree.textOf(second.parts.front())) continue;
        const bool keepsSecond = second.least > first.least;
        report
            .add(CQL162_regex_repeated_repeat.def, use.span(second.begin, second.end),
                 fmt::format("`{}` is repeated already", what))
            .fix("keep one of the two",
                 {keepsSecond ? use.edit(first.begin, first.end, "") : use.edit(second.begin, second.end, "")},
                 base::Safety::safe);
      }
    }
  }
}

}  // namespace

const Rule CQL162_regex_repeated_repeat = {
    {"CQL162", "regex-repeated-repeat", base::Severity::info, base::Category::performance, base::FixKind::safe,
     "a repetition is written twice in a row",
     "`.*.*` finds what `.*` finds, and takes longer to fail: the engine tries every place to cut a text in two."},
    check,
    kExamples};

}  // namespace quarry::lint
