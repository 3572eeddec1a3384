// A rule names an event of Sysmon for which there is a category.
#include <fmt/format.h>

#include "lint/document.h"
#include "lint/sysmon.h"

namespace quarry::lint {

extern const Rule RULE244_category_instead_of_event;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, service: sysmon}\ndetection:\n  call:\n    EventID: 1\n    Image|endswith: "
     "'\\whoami.exe'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image|endswith: "
     "'\\whoami.exe'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr || !rule->logSource.service || rule->logSource.service->value != "sysmon") return;
  for (const auto& [selection, item] : items(context)) {
    if (item->field.value != "EventID" || item->values.size() != 1) continue;
    if (const auto category = sysmonCategory(item->values.front().text))
      report.add(RULE244_category_instead_of_event.def, item->values.front().span,
                 fmt::format("this is what `category: {}` means", *category));
  }
}

}  // namespace

const Rule RULE244_category_instead_of_event = {
    {"RULE244", "category-instead-of-event", base::Severity::info, base::Category::rule, base::FixKind::none,
     "a rule names an event of Sysmon for which there is a category",
     "With `category: process_creation` the rule also finds what other sources know of new processes; with `service: "
     "sysmon` and `EventID: 1` it depends on Sysmon."},
    check,
    kExamples};

}  // namespace quarry::lint
