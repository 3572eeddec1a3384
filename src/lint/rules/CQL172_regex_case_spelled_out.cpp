// Both cases of every letter in brackets.
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL172_regex_case_spelled_out;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | agent=/[Cc][Uu][Rr][Ll]/", "#type=web | agent=/curl/i"},
};

bool isLetter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127; }

// The small letter of [Aa]; 0 for anything else.
char bothCases(const base::RegexNode& node) {
  if (node.kind != base::RegexKind::set || node.negated || node.items.size() != 2) return 0;
  const base::RegexItem &a = node.items[0], &b = node.items[1];
  if (a.letter != 0 || b.letter != 0 || a.from != a.to || b.from != b.to || a.from > 127 || b.from > 127) return 0;
  if (!isLetter(a.from) || !isLetter(b.from) || a.from == b.from || (a.from | 0x20U) != (b.from | 0x20U)) return 0;
  return static_cast<char>(a.from | 0x20U);
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (use.ignoresCase()) continue;
    std::vector<base::Edit> edits;
    std::size_t others = 0;  // whose case the flag would change
    for (base::RegexId id = 0; id < use.tree.nodes.size(); ++id) {
      const base::RegexNode& node = use.tree[id];
      if (const char letter = bothCases(node))
        edits.push_back(use.edit(node.begin, node.end, std::string(1, letter)));
      else if ((node.kind == base::RegexKind::character && isLetter(node.character)) ||
               node.kind == base::RegexKind::set)
        ++others;
    }
    if (edits.size() < 2) continue;
    const base::Span place = edits.front().span;
    auto& finding = report.add(CQL172_regex_case_spelled_out.def, place, "the flag `i` says this for all letters");
    const base::Span whole = context.tree.span(use.node);
    if (!use.literal || others != 0) continue;
    edits.push_back({{whole.file, whole.end, whole.end}, "i"});
    finding.fix("ignore case with the flag `i`", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule CQL172_regex_case_spelled_out = {
    {"CQL172", "regex-case-spelled-out", base::Severity::info, base::Category::style, base::FixKind::safe,
     "both cases of letters are spelled out in brackets", "`/[Cc][Mm][Dd]/` is `/cmd/i`."},
    check,
    kExamples};

}  // namespace quarry::lint
