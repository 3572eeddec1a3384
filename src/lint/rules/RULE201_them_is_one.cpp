// `of them` is written of a single selection.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE201_them_is_one;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  condition: 1 of them",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const rule::Selection* only = nullptr;
  for (const rule::Selection& selection : selections(context)) {
    if (selection.name.value.starts_with('_')) continue;
    if (only != nullptr) return;
    only = &selection;
  }
  if (only == nullptr) return;
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      const auto* many = std::get_if<rule::Quantified>(&part.node);
      if (many == nullptr || !many->pattern.empty()) return;
      const base::Span place = context.sources.outermost(part.span);
      report.add(RULE201_them_is_one.def, place, fmt::format("`{}` is the only selection", only->name.value))
          .fix(fmt::format("write `{}`", only->name.value), {{place, only->name.value}}, base::Safety::safe);
    });
}

}  // namespace

const Rule RULE201_them_is_one = {{"RULE201", "them-is-one", base::Severity::info, base::Category::rule,
                                   base::FixKind::safe, "`of them` is written of a single selection",
                                   "A quantifier over one selection says no more than its name. With the next "
                                   "selection that somebody adds, the condition silently means something else."},
                                  check,
                                  kExamples};

}  // namespace quarry::lint
