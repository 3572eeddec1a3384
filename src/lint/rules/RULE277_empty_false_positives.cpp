// `falsepositives` says nothing.
#include <fmt/format.h>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE277_empty_false_positives;

namespace {

constexpr Example kExamples[] = {
    {"falsepositives: [None]", "falsepositives: [Restore tests of the backup team]"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const Text& text : rule::about(context.document).falsePositives) {
    const std::string lower = base::asciiLower(text.value);
    for (const std::string_view empty :
         {"none", "n/a", "na", "no", "tbd", "todo", "pentest", "pentests", "penetration test"})
      if (lower == empty)
        report.add(RULE277_empty_false_positives.def, text.span,
                   fmt::format("`{}` helps nobody to judge an alert", text.value));
  }
}

}  // namespace

const Rule RULE277_empty_false_positives = {
    {"RULE277", "empty-false-positives", base::Severity::info, base::Category::style, base::FixKind::none,
     "`falsepositives` says nothing",
     "Entries such as `None` or `Unlikely, maybe` do not help who has to judge an alert. Leave the key out, or say "
     "what harmless activity looks the same."},
    check,
    kExamples};

}  // namespace quarry::lint
