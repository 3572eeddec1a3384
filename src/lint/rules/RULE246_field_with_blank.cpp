// A field name begins or ends with a blank.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE246_field_with_blank;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    'eventName ': DeleteSnapshot\n  condition: call",
     "detection:\n  call:\n    eventName: DeleteSnapshot\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    const std::string& name = item->field.value;
    if (!name.empty() && (name.front() == ' ' || name.back() == ' '))
      report.add(RULE246_field_with_blank.def, item->field.span,
                 fmt::format("the name `{}` {} with a blank", name, name.front() == ' ' ? "begins" : "ends"));
  }
}

}  // namespace

const Rule RULE246_field_with_blank = {
    {"RULE246", "field-with-blank", base::Severity::info, base::Category::rule, base::FixKind::none,
     "a field name begins or ends with a blank", "The blank is part of the name, and no event has such a field."},
    check,
    kExamples};

}  // namespace quarry::lint
