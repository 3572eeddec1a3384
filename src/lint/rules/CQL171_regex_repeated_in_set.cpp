// Characters that stand twice between square brackets.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL171_regex_repeated_in_set;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | user=/^[\\w\\d.]+$/", "#type=web | user=/^[\\w.]+$/"},
    {"#type=web | user=/^[a-z0-90]+$/", "#type=web | user=/^[a-z0-9]+$/"},
};

bool isWordCharacter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool covers(const base::RegexItem& wide, const base::RegexItem& narrow) {
  if (wide.letter == '[' || narrow.letter == '[' || wide.letter == 'p' || narrow.letter == 'p') return false;
  if (wide.letter == 0) return narrow.letter == 0 && wide.from <= narrow.from && narrow.to <= wide.to;
  if (narrow.letter != 0) return wide.letter == narrow.letter || (wide.letter == 'w' && narrow.letter == 'd');
  // A range of letters or digits does not leave them.
  if (wide.letter == 'w')
    return isWordCharacter(narrow.from) && isWordCharacter(narrow.to) && narrow.to - narrow.from < 26;
  return wide.letter == 'd' && narrow.from >= '0' && narrow.to <= '9';
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes)
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        bool covered = false;
        for (std::size_t k = 0; k < node.items.size() && !covered; ++k)
          covered = i != k && covers(node.items[k], node.items[i]) && (k < i || !covers(node.items[i], node.items[k]));
        if (!covered) continue;
        report
            .add(CQL171_regex_repeated_in_set.def, use.span(node.items[i].begin, node.items[i].end),
                 "the brackets hold this already")
            .fix("leave it out", {use.edit(node.items[i].begin, node.items[i].end, "")}, base::Safety::safe);
        break;  // one at a time: what is left out may be what covers another
      }
  }
}

}  // namespace

const Rule CQL171_regex_repeated_in_set = {
    {"CQL171", "regex-repeated-in-set", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a character stands twice in square brackets",
     "What stands in brackets is a set: a second time adds nothing. `\\w` holds letters, digits and `_`, so "
     "`[\\w\\d_]` is `\\w`. Where a range was meant, a `-` is missing."},
    check,
    kExamples};

}  // namespace quarry::lint
