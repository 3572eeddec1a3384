// A value begins or ends with a blank.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE228_blank_at_the_end;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent: 'aws-cli '\n  condition: call",
     "detection:\n  call:\n    userAgent: 'aws-cli'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!comparesText(*item) || isKeyword(*item) || has(*item, "contains")) continue;
    for (const Value& value : item->values) {
      if (value.text.size() < 2) continue;
      const bool front = value.text.front() == ' ' && !has(*item, "endswith");
      const bool back = value.text.back() == ' ' && !has(*item, "startswith");
      if (front || back)
        report.add(RULE228_blank_at_the_end.def, value.span,
                   fmt::format("the value {} with a blank", front ? "begins" : "ends"));
    }
  }
}

}  // namespace

const Rule RULE228_blank_at_the_end = {{"RULE228", "blank-at-the-end", base::Severity::info, base::Category::rule,
                                        base::FixKind::none, "a value begins or ends with a blank",
                                        "A whole value with a blank at its end hardly ever occurs in an event: the "
                                        "comparison finds nothing. Within `contains` a blank is often meant."},
                                       check,
                                       kExamples};

}  // namespace quarry::lint
