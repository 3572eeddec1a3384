// Words with bars between them in square brackets.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL170_regex_set_for_group;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | agent=/[curl|wget] /", "#type=web | agent=/(?:curl|wget) /"},
};

// Two words or more of two letters or more.
bool isListOfWords(std::string_view inside) {
  std::size_t words = 0;
  for (std::size_t at = 0; at <= inside.size();) {
    const std::size_t end = std::min(inside.find('|', at), inside.size());
    const std::string_view word = inside.substr(at, end - at);
    for (const char c : word)
      if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '.' && c != ' ')
        return false;
    if (word.size() < 2) return false;
    ++words;
    at = end + 1;
  }
  return words > 1;
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.kind != base::RegexKind::set) continue;
      const std::uint32_t from = node.begin + (node.negated ? 2 : 1);
      const std::string_view inside = std::string_view(use.tree.text).substr(from, node.end - 1 - from);
      if (!isListOfWords(inside)) continue;
      auto& finding = report.add(CQL170_regex_set_for_group.def, use.span(node.begin, node.end),
                                 "this is one character out of those in the brackets, not one of the words");
      if (node.negated)
        finding.note("that none of several words follows is `(?!…)`, or a filter of its own with `!=`");
      else
        finding.fix("write a group", {use.edit(node.begin, node.end, fmt::format("(?:{})", inside))},
                    base::Safety::review);
    }
  }
}

}  // namespace

const Rule CQL170_regex_set_for_group = {
    {"CQL170", "regex-set-for-group", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "square brackets stand where alternatives are meant",
     "Square brackets mean one character out of those inside: `[cmd|powershell]` is a single letter, or a bar. "
     "Alternatives stand in parentheses, `(?:cmd|powershell)`."},
    check,
    kExamples};

}  // namespace quarry::lint
