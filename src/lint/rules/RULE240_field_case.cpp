// A field is written with other capitals than its log source writes it.
#include <fmt/format.h>

#include <algorithm>

#include "lint/document.h"
#include "lint/sysmon.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE240_field_case;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    commandLine|contains: "
     "whoami\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    CommandLine|contains: "
     "whoami\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr) return;
  const auto known = sysmonFields(rule->logSource);
  if (known.empty()) return;
  for (const auto& [selection, item] : items(context)) {
    const std::string& name = item->field.value;
    if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
    for (const std::string_view field : known)
      if (base::equalsIgnoringCase(field, name))
        report.add(RULE240_field_case.def, item->field.span, fmt::format("the field is called `{}`", field))
            .fix(fmt::format("write `{}`", field), {{item->field.span, std::string(field)}}, base::Safety::review);
  }
}

}  // namespace

const Rule RULE240_field_case = {
    {"RULE240", "field-case", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a field is written with other capitals than its log source writes it",
     "Field names keep their case on most platforms: `commandline` is another field than `CommandLine`, and not "
     "there."},
    check,
    kExamples};

}  // namespace quarry::lint
