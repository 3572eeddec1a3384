// A field is asked for that events of the category do not carry.
#include <fmt/format.h>

#include <algorithm>

#include "lint/document.h"
#include "lint/sysmon.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE241_field_not_of_category;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: image_load}\ndetection:\n  call:\n    CommandLine|contains: whoami\n  "
     "condition: call",
     "logsource: {product: windows, category: image_load}\ndetection:\n  call:\n    ImageLoaded|endswith: "
     "'\\dbghelp.dll'\n  condition: call"},
};

// `null`, `''` and `exists: false` are right to ask for what is not there.
bool asksForAbsence(const Item& item) {
  return has(item, "exists") || std::all_of(item.values.begin(), item.values.end(), [](const Value& value) {
           return std::holds_alternative<rule::Null>(value.value) || value.text.empty();
         });
}

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr) return;
  const auto known = sysmonFields(rule->logSource);
  if (known.empty()) return;
  for (const auto& [selection, item] : items(context)) {
    const std::string& name = item->field.value;
    if (name.empty() || asksForAbsence(*item)) continue;
    const auto isIt = [&](std::string_view field) { return base::equalsIgnoringCase(field, name); };
    if (std::any_of(known.begin(), known.end(), isIt) || !isSysmonField(name)) continue;
    report.add(RULE241_field_not_of_category.def, item->field.span,
               fmt::format("events of `{}` carry no `{}`", rule->logSource.category->value, name));
  }
}

}  // namespace

const Rule RULE241_field_not_of_category = {
    {"RULE241", "field-not-of-category", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "a field is asked for that events of the category do not carry",
     "The categories of Windows follow Sysmon's events, each with fields of its own. A field that the event does not "
     "carry is never there: a comparison with it finds nothing, and an exclusion by it excludes nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
