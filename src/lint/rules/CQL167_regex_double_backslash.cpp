// Backslashes doubled where one is meant.
#include <fmt/format.h>

#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL167_regex_double_backslash;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | path=/id=\\\\d+/", "#type=web | path=/id=\\d+/"},
};

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      if (node.kind != base::RegexKind::sequence) continue;
      for (std::size_t i = 1; i < node.parts.size(); ++i) {
        const base::RegexNode &slash = use.tree[node.parts[i - 1]], &repeat = use.tree[node.parts[i]];
        if (slash.kind != base::RegexKind::character || slash.character != '\\' ||
            repeat.kind != base::RegexKind::repeat)
          continue;
        const base::RegexNode& letter = use.tree[repeat.parts.front()];
        if (letter.kind != base::RegexKind::character || letter.escaped || letter.character > 127 ||
            std::string_view("dDwWsS").find(static_cast<char>(letter.character)) == std::string_view::npos)
          continue;
        report
            .add(CQL167_regex_double_backslash.def, use.span(slash.begin, repeat.end),
                 fmt::format("this is a backslash and the letter `{}`, repeated", static_cast<char>(letter.character)))
            .fix("leave one backslash", {use.edit(slash.begin, slash.begin + 1, "")}, base::Safety::review);
      }
    }
  }
}

}  // namespace

const Rule CQL167_regex_double_backslash = {
    {"CQL167", "regex-double-backslash", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a doubled backslash stands before the letter of a class",
     "Between slashes a backslash is written once: `/\\d+/` is digits, `/\\\\d+/` a backslash and then the letter `d`. "
     "In a string it is `\"\\\\d+\"`. Doubling comes along when an expression is copied out of JSON or a string."},
    check,
    kExamples};

}  // namespace quarry::lint
