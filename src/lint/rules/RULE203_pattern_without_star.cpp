// A quantifier names a single selection where a pattern was probably meant.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE203_pattern_without_star;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  filter: {userName: a}\n  filter_b: {userName: b}\n  "
     "condition: call and not 1 of filter and not filter_b",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  filter_a: {userName: a}\n  filter_b: {userName: b}\n  "
     "condition: call and not 1 of filter_*"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      const auto* many = std::get_if<rule::Quantified>(&part.node);
      if (many == nullptr || many->pattern.empty() || many->pattern.find('*') != std::string::npos) return;
      const base::Span place = context.sources.outermost(many->patternSpan);
      report
          .add(RULE203_pattern_without_star.def, place,
               fmt::format("`{}` is no pattern: it names one selection", many->pattern))
          .fix(fmt::format("write `{}*`", many->pattern), {{{place.file, place.end, place.end}, "*"}},
               base::Safety::review);
    });
}

}  // namespace

const Rule RULE203_pattern_without_star = {
    {"RULE203", "pattern-without-star", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a quantifier names a single selection where a pattern was probably meant",
     "`1 of filter` means the selection `filter` and nothing else. With `filter_a` and `filter_b` beside it, `1 of "
     "filter*` was probably meant."},
    check,
    kExamples};

}  // namespace quarry::lint
