// Two stars stand beside each other.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE223_double_wildcard;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent: 'aws**cli'\n  condition: call",
     "detection:\n  call:\n    userAgent: 'aws*cli'\n  condition: call"},
};

std::string withSingleStars(const std::string& text) {
  std::string out;
  bool star = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '*' && star) continue;
    star = text[i] == '*';
    out += text[i];
    if (text[i] == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!comparesText(*item)) continue;
    for (const Value& value : item->values) {
      const std::string once = withSingleStars(value.text);
      if (once == value.text) continue;
      auto& finding = report.add(RULE223_double_wildcard.def, value.span, "`**` matches no more than `*`");
      if (const auto text = requoted(value.span, once, context.sources))
        finding.fix("write one star", {{value.span, *text}}, base::Safety::safe);
    }
  }
}

}  // namespace

const Rule RULE223_double_wildcard = {
    {"RULE223", "double-wildcard", base::Severity::info, base::Category::rule, base::FixKind::safe,
     "two stars stand beside each other", "One star already matches any number of characters."},
    check,
    kExamples};

}  // namespace quarry::lint
