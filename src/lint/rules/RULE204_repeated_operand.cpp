// A condition names the same selection twice beside each other.
#include <fmt/format.h>

#include <map>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE204_repeated_operand;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  condition: call or call",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  other: {eventName: DeleteVolume}\n  condition: call or other"},
};

void findRepeats(const std::vector<rule::Condition>& of, const DocumentContext& context, base::Report& report) {
  std::map<std::string, base::Span> seen;
  for (const rule::Condition& part : of) {
    const auto* named = std::get_if<rule::Named>(&part.node);
    if (named == nullptr) continue;
    const base::Span place = context.sources.outermost(part.span);
    const auto [first, isNew] = seen.emplace(named->name, place);
    if (!isNew)
      report.add(RULE204_repeated_operand.def, place, fmt::format("`{}` stands here twice", named->name))
          .label(first->second, "first here");
  }
}

void check(const DocumentContext& context, base::Report& report) {
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      if (const auto* all = std::get_if<rule::Conjunction>(&part.node)) findRepeats(all->of, context, report);
      if (const auto* any = std::get_if<rule::Disjunction>(&part.node)) findRepeats(any->of, context, report);
    });
}

}  // namespace

const Rule RULE204_repeated_operand = {
    {"RULE204", "repeated-operand", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "a condition names the same selection twice beside each other",
     "In `a and a` or `a or a` the second one adds nothing. Mostly another selection was meant."},
    check,
    kExamples};

}  // namespace quarry::lint
