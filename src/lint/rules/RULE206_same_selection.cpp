// Two selections of a rule say the same.
#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "lint/document.h"
#include "quarry/base/text.h"
#include "quarry/rule/read.h"

namespace quarry::lint {

extern const Rule RULE206_same_selection;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  a: {eventName: DeleteSnapshot}\n  b: {eventName: deletesnapshot}\n  condition: a or b",
     "detection:\n  a: {eventName: DeleteSnapshot}\n  b: {eventName: DeleteVolume}\n  condition: a or b"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr) return;
  std::unordered_map<std::string, const rule::Selection*> seen;  // by what it says
  for (const rule::Selection& selection : rule->selections) {
    const auto meant = rule::meaning(*rule, selection, context.environment, context.sources);
    if (!meant) continue;
    const auto [same, isNew] = seen.emplace(base::asciiLower(ir::print(*meant)), &selection);
    if (!isNew)
      report
          .add(RULE206_same_selection.def, selection.name.span,
               fmt::format("`{}` says the same as `{}`", selection.name.value, same->second->name.value))
          .label(same->second->name.span, "the same");
  }
}

}  // namespace

const Rule RULE206_same_selection = {
    {"RULE206", "same-selection", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "two selections of a rule say the same",
     "One of them was probably copied and never changed. As they stand, one is enough."},
    check,
    kExamples};

}  // namespace quarry::lint
