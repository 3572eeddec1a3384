// Wildcards at the ends of a value say what a modifier says better.
#include <fmt/format.h>

#include "lint/document.h"
#include "quarry/rule/strings.h"

namespace quarry::lint {

extern const Rule RULE224_wildcards_for_modifier;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent: '*aws-cli*'\n  condition: call",
     "detection:\n  call:\n    userAgent|contains: 'aws-cli'\n  condition: call"},
    {"detection:\n  call:\n    userAgent:\n      - 'aws-cli*'\n      - 'boto*'\n  condition: call",
     "detection:\n  call:\n    userAgent|startswith:\n      - 'aws-cli'\n      - 'boto'\n  condition: call"},
};

// The modifier that says what the wildcards of all values say.
std::optional<std::string_view> common(const Item& item) {
  std::optional<std::string_view> modifier;
  for (const Value& value : item.values) {
    if (!std::holds_alternative<std::string>(value.value)) return std::nullopt;
    const ir::GlobShape shape = ir::shape(rule::parseString(value.text));
    const std::string_view here = shape == ir::GlobShape::contains ? "contains"
                                  : shape == ir::GlobShape::prefix ? "startswith"
                                  : shape == ir::GlobShape::suffix ? "endswith"
                                                                   : "";
    if (here.empty() || (modifier && *modifier != here)) return std::nullopt;
    // A star that is cut off has to be one, not what is left of an escaped one.
    if (here != "endswith" && (value.text.size() < 2 || value.text[value.text.size() - 2] == '\\')) return std::nullopt;
    modifier = here;
  }
  return modifier;
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!item->modifiers.empty() || isKeyword(*item) || item->values.empty()) continue;
    const auto modifier = common(*item);
    if (!modifier) continue;
    std::vector<base::Edit> edits = {
        {{item->field.span.file, item->field.span.end, item->field.span.end}, "|" + std::string(*modifier)}};
    for (const Value& value : item->values) {
      const std::size_t from = *modifier == "startswith" ? 0 : 1, cut = *modifier == "contains" ? 2 : 1;
      const auto text = requoted(value.span, value.text.substr(from, value.text.size() - cut), context.sources);
      if (!text) {
        edits.clear();
        break;
      }
      edits.push_back({value.span, *text});
    }
    auto& finding = report.add(RULE224_wildcards_for_modifier.def, item->values.front().span,
                               fmt::format("`{}` says this without wildcards", *modifier));
    if (!edits.empty()) finding.fix(fmt::format("use `{}`", *modifier), std::move(edits), base::Safety::review);
  }
}

}  // namespace

const Rule RULE224_wildcards_for_modifier = {
    {"RULE224", "wildcards-for-modifier", base::Severity::info, base::Category::rule, base::FixKind::review,
     "wildcards at the ends of a value say what a modifier says better",
     "`'*\\cmd.exe'` means `endswith`, `'*cmd*'` means `contains`. With the modifier, backslashes before the wildcard "
     "need no thought, and readers see at once what is meant."},
    check,
    kExamples};

}  // namespace quarry::lint
