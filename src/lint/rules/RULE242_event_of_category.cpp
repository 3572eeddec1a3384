// An event number or provider is asked for that the category says already.
#include <fmt/format.h>

#include "lint/document.h"
#include "lint/sysmon.h"

namespace quarry::lint {

extern const Rule RULE242_event_of_category;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    EventID: 1\n    "
     "Image|endswith: '\\whoami.exe'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image|endswith: "
     "'\\whoami.exe'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr || sysmonFields(rule->logSource).empty()) return;
  for (const auto& [selection, item] : items(context))
    if (item->field.value == "EventID" ||
        (item->field.value == "Provider_Name" && !isExclusion(conditions(context), selection->name.value)))
      report.add(RULE242_event_of_category.def, item->field.span,
                 fmt::format("`category: {}` says already which events are meant", rule->logSource.category->value));
}

}  // namespace

const Rule RULE242_event_of_category = {
    {"RULE242", "event-of-category", base::Severity::info, base::Category::rule, base::FixKind::none,
     "an event number or provider is asked for that the category says already",
     "A category such as `process_creation` stands for certain events of certain providers. Asking for the number "
     "again binds the rule to one of them: the same events from another source are no longer found."},
    check,
    kExamples};

}  // namespace quarry::lint
