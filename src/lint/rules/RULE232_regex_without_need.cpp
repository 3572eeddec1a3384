// A regular expression holds nothing but text.
#include <algorithm>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE232_regex_without_need;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|re: 'aws'\n  condition: call",
     "detection:\n  call:\n    userAgent|contains: 'aws'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "re") || item->modifiers.size() != 1) continue;
    const bool plain = std::all_of(item->values.begin(), item->values.end(), [](const Value& value) {
      return !value.text.empty() && value.text.find_first_of("\\^$.|?*+()[]{}") == std::string::npos;
    });
    if (plain && !item->values.empty())
      report.add(RULE232_regex_without_need.def, item->modifiers.front().span, "the expression is plain text")
          .note("`contains` finds it as well; add `cased` if case matters");
  }
}

}  // namespace

const Rule RULE232_regex_without_need = {
    {"RULE232", "regex-without-need", base::Severity::info, base::Category::performance, base::FixKind::none,
     "a regular expression holds nothing but text",
     "`contains` says the same faster, and without regard to case as the rest of the rule."},
    check,
    kExamples};

}  // namespace quarry::lint
