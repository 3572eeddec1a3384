// The end of a path is matched without the separator before it.
#include <fmt/format.h>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE237_name_without_separator;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image|endswith: cmd.exe\n  "
     "condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image|endswith: "
     "'\\cmd.exe'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr || !rule->logSource.product || rule->logSource.product->value != "windows") return;
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "endswith") || !comparesText(*item)) continue;
    if (item->field.value != "Image" && item->field.value != "ParentImage" && item->field.value != "ImageLoaded")
      continue;
    for (const Value& value : item->values) {
      const std::string lower = base::asciiLower(value.text);
      const bool isName = lower.find_first_of("\\/*?") == std::string::npos && lower.size() > 4 &&
                          (lower.ends_with(".exe") || lower.ends_with(".dll"));
      if (!isName) continue;
      auto& finding = report.add(RULE237_name_without_separator.def, value.span,
                                 fmt::format("`{}` is the end of other names, too", value.text));
      if (const auto text = requoted(value.span, "\\" + value.text, context.sources))
        finding.fix("add the separator", {{value.span, *text}}, base::Safety::review);
    }
  }
}

}  // namespace

const Rule RULE237_name_without_separator = {
    {"RULE237", "name-without-separator", base::Severity::info, base::Category::rule, base::FixKind::review,
     "the end of a path is matched without the separator before it",
     "`endswith: cmd.exe` also matches `evilcmd.exe`. With the separator, `\\cmd.exe`, it is that file name and no "
     "other."},
    check,
    kExamples};

}  // namespace quarry::lint
