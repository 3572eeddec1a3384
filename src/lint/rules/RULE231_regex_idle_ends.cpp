// A regular expression begins or ends with `.*`.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE231_regex_idle_ends;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|re: '.*aws-[a-z]+'\n  condition: call",
     "detection:\n  call:\n    userAgent|re: 'aws-[a-z]+'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "re") || has(*item, "startswith") || has(*item, "endswith")) continue;
    for (const Value& value : item->values) {
      std::string text = value.text;
      // An alternation would lose more than its ends.
      if (text.find('|') != std::string::npos) continue;
      if (text.starts_with(".*") && !text.starts_with(".*?") && text.size() > 2) text.erase(0, 2);
      if (text.ends_with(".*") && !text.ends_with("\\.*") && text.size() > 2) text.erase(text.size() - 2);
      if (text == value.text) continue;
      auto& finding =
          report.add(RULE231_regex_idle_ends.def, value.span, "`.*` at the end of an expression adds nothing");
      if (const auto quoted = requoted(value.span, text, context.sources))
        finding.fix("take it out", {{value.span, *quoted}}, base::Safety::safe);
    }
  }
}

}  // namespace

const Rule RULE231_regex_idle_ends = {
    {"RULE231", "regex-idle-ends", base::Severity::info, base::Category::performance, base::FixKind::safe,
     "a regular expression begins or ends with `.*`",
     "An expression is looked for anywhere in the value, so `.*` at its ends adds nothing but work."},
    check,
    kExamples};

}  // namespace quarry::lint
