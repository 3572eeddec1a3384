// A selection is defined and no condition uses it.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE200_unused_selection;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  backup: {userName: backup}\n  condition: call",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  backup: {userName: backup}\n  condition: call and not backup"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto all = conditions(context);
  const auto* rule = ruleOf(context);
  // A condition that cannot be read may name anything, and so may a step.
  if (all.empty() || (rule != nullptr && (all.size() != rule->conditionNodes.size() || rule->steps))) return;
  for (const rule::Selection& selection : selections(context)) {
    bool used = false;
    for (const rule::Condition& condition : all)
      walk(condition, [&](const rule::Condition& part) {
        if (const auto* named = std::get_if<rule::Named>(&part.node))
          used = used || named->name == selection.name.value;
        if (const auto* many = std::get_if<rule::Quantified>(&part.node))
          used = used || rule::names(*many, selection.name.value);
      });
    if (!used)
      report
          .add(RULE200_unused_selection.def, selection.name.span,
               fmt::format("no condition uses `{}`", selection.name.value))
          .note("name it in the condition, or take it out");
  }
}

}  // namespace

const Rule RULE200_unused_selection = {{"RULE200", "unused-selection", base::Severity::warning, base::Category::rule,
                                        base::FixKind::none, "a selection is defined and no condition uses it",
                                        "What stands in it has no effect: either the condition forgot it, or it is a "
                                        "leftover. An exclusion that is not named in the condition excludes nothing."},
                                       check,
                                       kExamples};

}  // namespace quarry::lint
