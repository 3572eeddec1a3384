// A wildcard stands where the modifier puts one already.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE225_wildcard_and_modifier;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|contains: '*aws-cli'\n  condition: call",
     "detection:\n  call:\n    userAgent|contains: 'aws-cli'\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!comparesText(*item)) continue;
    const bool front = has(*item, "contains") || has(*item, "endswith"),
               back = has(*item, "contains") || has(*item, "startswith");
    if (!front && !back) continue;
    for (const Value& value : item->values) {
      std::string text = value.text;
      if (front)
        while (text.size() > 1 && text.front() == '*') text.erase(0, 1);
      if (back)
        while (text.size() > 1 && text.back() == '*' && text[text.size() - 2] != '\\') text.pop_back();
      if (text == value.text || text == "*") continue;
      auto& finding =
          report.add(RULE225_wildcard_and_modifier.def, value.span, "the modifier puts a wildcard there already");
      if (const auto quoted = requoted(value.span, text, context.sources))
        finding.fix("take the star out", {{value.span, *quoted}}, base::Safety::safe);
    }
  }
}

}  // namespace

const Rule RULE225_wildcard_and_modifier = {
    {"RULE225", "wildcard-and-modifier", base::Severity::info, base::Category::rule, base::FixKind::safe,
     "a wildcard stands where the modifier puts one already",
     "`contains` looks anywhere in the value, so stars at the ends add nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
