// A number is written as text.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE239_number_as_text;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, service: security}\ndetection:\n  call:\n    EventID: '4624'\n  condition: call",
     "logsource: {product: windows, service: security}\ndetection:\n  call:\n    EventID: 4624\n  condition: call"},
};

// Fields of Windows events that are numbers by their schema.
bool isNumeric(std::string_view field) {
  static constexpr std::array<std::string_view, 7> kFields = {
      "EventID", "LogonType", "DestinationPort", "SourcePort", "ProcessId", "ParentProcessId", "Level"};
  return std::find(kFields.begin(), kFields.end(), field) != kFields.end();
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!item->modifiers.empty() || !isNumeric(item->field.value)) continue;
    for (const Value& value : item->values) {
      const bool digits = !value.text.empty() && value.text.find_first_not_of("0123456789") == std::string::npos;
      if (value.quoted && digits)
        report.add(RULE239_number_as_text.def, value.span,
                   fmt::format("`{}` is a number: write it without quotes", item->field.value));
    }
  }
}

}  // namespace

const Rule RULE239_number_as_text = {
    {"RULE239", "number-as-text", base::Severity::info, base::Category::portability, base::FixKind::none,
     "a number is written as text",
     "In quotes `4624` is text. Platforms that keep the field as a number compare it with a text differently, or not "
     "at all; without quotes it is a number everywhere."},
    check,
    kExamples};

}  // namespace quarry::lint
