// A rule for Sysmon names no event number.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE243_sysmon_without_event;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, service: sysmon}\ndetection:\n  call:\n    Image|endswith: '\\whoami.exe'\n  "
     "condition: call",
     "logsource: {product: windows, service: sysmon}\ndetection:\n  call:\n    EventID: 255\n    Description|contains: "
     "stopped\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr || !rule->logSource.service || rule->logSource.service->value != "sysmon" ||
      rule->logSource.category)
    return;
  for (const auto& [selection, item] : items(context))
    if (item->field.value == "EventID" || isKeyword(*item)) return;
  report
      .add(RULE243_sysmon_without_event.def, rule->logSource.service->span,
           "the rule does not say which of Sysmon's events it means")
      .note("add `EventID`, or write the category instead of the service");
}

}  // namespace

const Rule RULE243_sysmon_without_event = {
    {"RULE243", "sysmon-without-event", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "a rule for Sysmon names no event number",
     "The service `sysmon` holds events of some thirty kinds with different fields. Without `EventID`, or a category "
     "instead of the service, the rule looks through all of them and means one."},
    check,
    kExamples};

}  // namespace quarry::lint
