// A condition says `any of`, which not every tool reads.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE207_any_of_quantifier;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  selection_a: {eventName: DeleteSnapshot}\n  selection_b: {eventName: DeleteVolume}\n  condition: "
     "any of selection_*",
     "detection:\n  selection_a: {eventName: DeleteSnapshot}\n  selection_b: {eventName: DeleteVolume}\n  condition: 1 "
     "of selection_*"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      if (!std::holds_alternative<rule::Quantified>(part.node)) return;
      const base::Span place = context.sources.outermost(part.span);
      if (!context.sources.text(place).starts_with("any")) return;
      const base::Span word{place.file, place.begin, place.begin + 3};
      report.add(RULE207_any_of_quantifier.def, word, "`any of` is not part of Sigma's specification")
          .fix("write `1 of`", {{word, "1"}}, base::Safety::safe);
    });
}

}  // namespace

const Rule RULE207_any_of_quantifier = {
    {"RULE207", "any-of-quantifier", base::Severity::info, base::Category::portability, base::FixKind::safe,
     "a condition says `any of`, which not every tool reads",
     "Sigma's specification knows `1 of` and `all of`; `any of` is read by some tools only. It means the same as `1 "
     "of`."},
    check,
    kExamples};

}  // namespace quarry::lint
