// A regular expression uses what not every platform has.
#include <fmt/format.h>

#include "lint/document.h"
#include "quarry/base/regex.h"

namespace quarry::lint {

extern const Rule RULE230_regex_lookaround;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|re: 'aws-(?!cli)'\n  condition: call",
     "detection:\n  call:\n    userAgent|re: 'aws-[^c]'\n  condition: call"},
};

std::optional<std::string> beyondCommon(std::string_view regex) {
  const base::RegexTree tree = base::readRegex(regex);
  for (const base::RegexNode& node : tree.nodes) {
    if (node.kind == base::RegexKind::reference) return tree.text.substr(node.begin, node.end - node.begin);
    if (node.kind != base::RegexKind::group) continue;
    switch (node.group) {
      case base::RegexGroup::ahead:
      case base::RegexGroup::notAhead:
      case base::RegexGroup::behind:
      case base::RegexGroup::notBehind:
      case base::RegexGroup::atomic:
        return tree.text.substr(node.begin, node.inside - node.begin);
      case base::RegexGroup::numbered:
      case base::RegexGroup::named:
      case base::RegexGroup::plain:
      case base::RegexGroup::switches:
      case base::RegexGroup::comment:
      case base::RegexGroup::unknown:
        break;
    }
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
