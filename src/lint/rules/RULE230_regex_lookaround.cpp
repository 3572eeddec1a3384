// A regular expression uses what not every platform has.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE230_regex_lookaround;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|re: 'aws-(?!cli)'\n  condition: call",
     "detection:\n  call:\n    userAgent|re: 'aws-[^c]'\n  condition: call"},
};

std::optional<std::string_view> beyondCommon(std::string_view regex) {
  for (std::size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\') {
      if (i + 1 < regex.size() && regex[i + 1] >= '1' && regex[i + 1] <= '9') return regex.substr(i, 2);
      ++i;
      continue;
    }
    for (const std::string_view group : {"(?=", "(?!", "(?<=", "(?<!", "(?>"})
      if (regex.substr(i).starts_with(group)) return group;
  }
  return std::nullopt;
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "re")) continue;
    for (const Value& value : item->values)
      if (const auto found = beyondCommon(value.text))
        report.add(RULE230_regex_lookaround.def, value.span,
                   fmt::format("`{}` is not known to every platform", *found));
  }
}

}  // namespace

const Rule RULE230_regex_lookaround = {
    {"RULE230", "regex-lookaround", base::Severity::info, base::Category::portability, base::FixKind::none,
     "a regular expression uses what not every platform has",
     "Sigma's common ground has no look-around, no back-references and no atomic groups; KQL has none of them at all. "
     "The rule compiles only for platforms that have them."},
    check,
    kExamples};

}  // namespace quarry::lint
