// A condition only says what must not be.
#include <algorithm>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE205_nothing_required;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  backup: {userName: backup}\n  condition: not backup",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  backup: {userName: backup}\n  condition: call and not backup"},
};

bool onlyExcludes(const rule::Condition& condition) {
  if (std::holds_alternative<rule::Negation>(condition.node)) return true;
  if (const auto* all = std::get_if<rule::Conjunction>(&condition.node))
    return std::all_of(all->of.begin(), all->of.end(), onlyExcludes);
  if (const auto* any = std::get_if<rule::Disjunction>(&condition.node))
    return std::any_of(any->of.begin(), any->of.end(), onlyExcludes);
  return false;
}

void check(const DocumentContext& context, base::Report& report) {
  if (ruleOf(context) == nullptr) return;
  for (const rule::Condition& condition : conditions(context))
    if (onlyExcludes(condition))
      report
          .add(RULE205_nothing_required.def, context.sources.outermost(condition.span),
               "the condition holds for whatever it does not exclude")
          .note("say what is looked for, and exclude from that");
}

}  // namespace

const Rule RULE205_nothing_required = {
    {"RULE205", "nothing-required", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "a condition only says what must not be",
     "A rule whose condition holds nothing but exclusions matches nearly every event of its log source. The selection "
     "of what is looked for is probably missing."},
    check,
    kExamples};

}  // namespace quarry::lint
