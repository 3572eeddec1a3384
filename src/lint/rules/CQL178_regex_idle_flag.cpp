// Flags that have nothing to work on.
#include <fmt/format.h>
#include <algorithm>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL178_regex_idle_flag;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/\\d+\\.\\d+/i", "#type=web | path=/\\d+\\.\\d+/"},
    {"#type=web | path=/admin/d", "#type=web | path=/admin/"},
};

bool hasCase(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127; }

bool isAbout(char flag, const base::RegexNode& node) {
  switch (flag) {
    case 'i':
      if (node.kind == base::RegexKind::character) return hasCase(node.character);
      return std::any_of(node.items.begin(), node.items.end(), [](const base::RegexItem& item) {
        return item.letter == '[' || item.letter == 'p' || hasCase(item.from) || hasCase(item.to) ||
               item.to - item.from > 26;
      });
    case 'd':
      return node.kind == base::RegexKind::any;
    case 'm':
      return node.kind == base::RegexKind::anchor && (node.letter == '^' || node.letter == '$');
    case 'g':
      return node.kind == base::RegexKind::group && node.group == base::RegexGroup::named;
    default:
      return true;
  }
}

bool works(char flag, const RegexUse& use) {
  return std::any_of(use.tree.nodes.begin(), use.tree.nodes.end(), [&](const base::RegexNode& node) {
    return isAbout(flag, node) || node.kind == base::RegexKind::reference ||
           (node.kind == base::RegexKind::shorthand && (node.letter == 'p' || node.letter == 'P'));
  });
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (!use.literal || use.tree.text.empty()) continue;
    const base::Span whole = context.tree.span(use.node);
    const auto flagsBegin = whole.end - static_cast<std::uint32_t>(use.flags.size());
    for (std::size_t i = 0; i < use.flags.size(); ++i) {
      const char flag = use.flags[i];
      const bool twice = use.flags.find(flag) < i;
      if (!twice && works(flag, use)) continue;
      const base::Span place{whole.file, flagsBegin + static_cast<std::uint32_t>(i),
                             flagsBegin + static_cast<std::uint32_t>(i) + 1};
      report
          .add(CQL178_regex_idle_flag.def, place,
               twice ? fmt::format("`{}` is there already", flag)
                     : fmt::format("there is nothing that `{}` could change", flag))
          .fix("leave it out", {{place, ""}}, base::Safety::safe);
    }
  }
}

}  // namespace

const Rule CQL178_regex_idle_flag = {
    {"CQL178", "regex-idle-flag", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a flag of a regular expression has nothing to work on",
     "`i` is about letters, `d` about the dot, `m` about `^` and `$`, and `g` about named groups. Where there are "
     "none, the flag changes nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
