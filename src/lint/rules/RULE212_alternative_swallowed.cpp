// An alternative of a condition is covered by another one.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "lint/exclusions.h"
#include "quarry/base/limits.h"
#include "quarry/ir/implies.h"

namespace quarry::lint {

extern const Rule RULE212_alternative_swallowed;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  a: {eventName: DeleteSnapshot}\n  b: {eventName|startswith: Delete}\n  condition: a or b",
     "detection:\n  a: {eventName: CopySnapshot}\n  b: {eventName|startswith: Delete}\n  condition: a or b"},
};

void compare(const std::vector<rule::Condition>& of, const Meanings& known, const DocumentContext& context,
             base::Report& report) {
  const std::span compared(of.data(), std::min(of.size(), base::limit::kComparedSelections));
  for (const rule::Condition& narrow : compared)
    for (const rule::Condition& wide : compared) {
      const Meaning* a = known.of(narrow);
      const Meaning* b = known.of(wide);
      if (a == nullptr || b == nullptr || a == b || !a->meant || !b->meant || !ir::implies(*a->meant, *b->meant))
        continue;
      if (ir::implies(*b->meant, *a->meant)) continue;  // the same, which is reported as such
      report
          .add(RULE212_alternative_swallowed.def, context.sources.outermost(narrow.span),
               fmt::format("`{}` adds nothing: `{}` covers it", a->selection->name.value, b->selection->name.value))
          .label(b->selection->name.span, "the wider one");
    }
}

void check(const DocumentContext& context, base::Report& report) {
  const auto known = meanings(context);
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      if (const auto* any = std::get_if<rule::Disjunction>(&part.node)) compare(any->of, known, context, report);
    });
}

}  // namespace

const Rule RULE212_alternative_swallowed = {
    {"RULE212", "alternative-swallowed", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "an alternative of a condition is covered by another one",
     "In `a or b`, whatever meets `a` meets `b` as well: `a` adds nothing, or is less narrow than was meant."},
    check,
    kExamples};

}  // namespace quarry::lint
