// A value holds a control character.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE227_control_character;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent: \"aws\\tcli\"\n  condition: call",
     "detection:\n  call:\n    userAgent: 'aws\\tcli'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context))
    for (const Value& value : item->values) {
      if (value.text.find_first_of("\a\b\t\v\f\x1b") == std::string::npos) continue;
      const std::string_view written = context.sources.text(value.span);
      auto& finding = report.add(RULE227_control_character.def, value.span,
                                 "the value holds a control character, such as a tabulator");
      const bool oneLine = written.find('\n') == std::string_view::npos && written.find('\'') == std::string_view::npos;
      if (!written.starts_with('"') || !oneLine || written.find("\\\\") != std::string_view::npos) continue;
      finding.note("in double quotes a backslash begins an escape")
          .fix("use single quotes", {{value.span, "'" + std::string(written.substr(1, written.size() - 2)) + "'"}},
               base::Safety::review);
    }
}

}  // namespace

const Rule RULE227_control_character = {
    {"RULE227", "control-character", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a value holds a control character",
     "In double quotes YAML reads `\\t`, `\\n`, `\\b` and the like as control characters, so `\"C:\\temp\"` holds a "
     "tabulator. In single quotes a backslash is itself."},
    check,
    kExamples};

}  // namespace quarry::lint
