// Alternatives that another one makes idle.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule CQL156_regex_idle_alternative;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | agent=/curl|curl-impersonate|wget/", "#type=web | agent=/curl|wget/"},
    {"#type=web | agent=/^(curl|wget|curl) /", "#type=web | agent=/^(curl|wget) /"},
};

struct Idle {
  std::size_t branch = 0, by = 0;  // indices of the alternation's parts
};

// Where a match may begin or end inside the value: nothing of the expression stands before or behind the alternation.
struct Ends {
  bool before = true, behind = true;
};

Ends freeEnds(const base::RegexTree& tree, base::RegexId id) {
  Ends ends;
  while (id != tree.root) {
    const base::RegexId parent = tree[id].parent;
    const base::RegexNode& node = tree[parent];
    if (node.kind == base::RegexKind::sequence) {
      ends.before = ends.before && node.parts.front() == id;
      ends.behind = ends.behind && node.parts.back() == id;
    } else if (node.kind != base::RegexKind::group ||
               (node.group != base::RegexGroup::numbered && node.group != base::RegexGroup::plain)) {
      return {false, false};
    }
    id = parent;
  }
  return ends;
}

std::vector<Idle> idleBranches(const RegexUse& use, base::RegexId alternation) {
  const Ends ends = freeEnds(use.tree, alternation);
  std::vector<std::string> texts;  // those that are plain; others are compared as they are written
  std::vector<bool> plain;
  for (const base::RegexId part : use.tree[alternation].parts) {
    const auto text = base::plainText(use.tree, part);
    plain.push_back(text.has_value() && !text->empty());
    std::string one = text ? *text : std::string(use.tree.textOf(part));
    if (use.ignoresCase() && plain.back()) one = base::asciiLower(one);
    texts.push_back(std::move(one));
  }
  std::vector<Idle> idle;
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t k = 0; k < texts.size(); ++k) {
      if (i == k || texts[i].empty() || plain[i] != plain[k]) continue;
      const std::string &narrow = texts[i], &wide = texts[k];
      const bool same = narrow == wide && k < i;
      const bool inside = plain[i] && narrow != wide && !wide.empty() &&
                          ((ends.behind && narrow.starts_with(wide)) || (ends.before && narrow.ends_with(wide)) ||
                           (ends.before && ends.behind && narrow.find(wide) != std::string::npos));
      if (!same && !inside) continue;
      idle.push_back({i, k});
      break;
    }
  return idle;
}

void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    if (!use.onlyMatches()) continue;
    for (base::RegexId id = 0; id < use.tree.nodes.size(); ++id)
      if (use.tree[id].kind == base::RegexKind::alternation) {
        for (const Idle& idle : idleBranches(use, id)) {
          const base::RegexNode& branch = use.tree[use.tree[id].parts[idle.branch]];
          const bool first = idle.branch == 0;
          auto& finding =
              report.add(CQL156_regex_idle_alternative.def, use.span(branch.begin, branch.end),
                         fmt::format("`{}` finds all that this finds", use.tree.textOf(use.tree[id].parts[idle.by])));
          finding.label(use.span(use.tree[id].parts[idle.by]), "");
          finding.fix("leave it out", {use.edit(branch.begin - (first ? 0 : 1), branch.end + (first ? 1 : 0), "")},
                      base::Safety::safe);
        }
      }
  }
}

}  // namespace

const Rule CQL156_regex_idle_alternative = {
    {"CQL156", "regex-idle-alternative", base::Severity::info, base::Category::semantics, base::FixKind::safe,
     "an alternative of a regular expression adds nothing",
     "An expression is looked for anywhere in the value: where `cmd.exe` is found, `cmd` is found as well, so that of "
     "`/cmd|cmd\\.exe/` only the first counts. An alternative that stands there twice is often a slip of another "
     "word."},
    check,
    kExamples};

}  // namespace quarry::lint
