// Characters that stand twice between square brackets.
#include <algorithm>
#include <string>
#include <vector>

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

// A range of letters or digits does not leave them.
bool isInShorthand(const base::RegexItem& range, char letter) {
  if (letter == 'w') return isWordCharacter(range.from) && isWordCharacter(range.to) && range.to - range.from < 26;
  return letter == 'd' && range.from >= '0' && range.to <= '9';
}

// The items that add nothing to the others, in order; of equal ones the first stays.
std::vector<std::size_t> coveredItems(const std::vector<base::RegexItem>& items) {
  std::vector<std::size_t> covered, ranges;
  const auto has = [&](char letter) {
    return std::any_of(items.begin(), items.end(), [&](const base::RegexItem& item) { return item.letter == letter; });
  };
  const bool words = has('w'), digits = has('d');
  std::string seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const base::RegexItem& item = items[i];
    if (item.letter == '[' || item.letter == 'p') continue;  // what they hold is not compared
    if (item.letter == 0) {
      if ((words && isInShorthand(item, 'w')) || (digits && isInShorthand(item, 'd')))
        covered.push_back(i);
      else
        ranges.push_back(i);
    } else if (seen.find(item.letter) != std::string::npos || (item.letter == 'd' && words)) {
      covered.push_back(i);
    } else {
      seen += item.letter;
    }
  }
  // One that begins no later and ends no earlier stands before.
  std::stable_sort(ranges.begin(), ranges.end(), [&](std::size_t a, std::size_t b) {
    return items[a].from != items[b].from ? items[a].from < items[b].from : items[a].to > items[b].to;
  });
  for (std::size_t k = 1, widest = 0; k < ranges.size(); ++k)
    if (items[ranges[k]].to <= items[ranges[widest]].to)
      covered.push_back(ranges[k]);
    else
      widest = k;
  std::sort(covered.begin(), covered.end());
  return covered;
}

bool same(const base::RegexItem& a, const base::RegexItem& b) {
  return a.from == b.from && a.to == b.to && a.letter == b.letter;
}

// Whether the set reads as before without those items: what was behind one may now stand first, as a `^`, or make a
// range, as the `-` of `[0a-b-c]` would.
bool readsWithout(const base::RegexTree& tree, const base::RegexNode& set, const std::vector<std::size_t>& left) {
  std::string text = tree.text.substr(set.begin, set.end - set.begin);
  std::vector<base::RegexItem> stay = set.items;
  // clang 14 cannot read the views of libstdc++ 12. NOLINTNEXTLINE(modernize-loop-convert)
  for (auto i = left.rbegin(); i != left.rend(); ++i) {
    text.erase(set.items[*i].begin - set.begin, set.items[*i].end - set.items[*i].begin);
    stay.erase(stay.begin() + static_cast<std::ptrdiff_t>(*i));
  }
  // An intersection (java.util.regex.Pattern, character classes), which is not read as one.
  if (text.find("&&") != std::string::npos) return false;
  const base::RegexTree now = base::readRegex(text);
  const auto alone = std::find_if(now.nodes.begin(), now.nodes.end(), [&](const base::RegexNode& node) {
    return node.kind == base::RegexKind::set && node.begin == 0 && node.end == text.size();
  });
  return now.faults.empty() && alone != now.nodes.end() && alone->negated == set.negated &&
         std::equal(alone->items.begin(), alone->items.end(), stay.begin(), stay.end(), same);
}

// All that is too much in a set goes at once: what covers it covers by something that stays.
void check(const Context& context, base::Report& report) {
  for (const RegexUse& use : context.index->regexes()) {
    if (!use.isSound()) continue;
    for (const base::RegexNode& node : use.tree.nodes) {
      const std::vector<std::size_t> covered = coveredItems(node.items);
      if (covered.empty()) continue;
      const base::RegexItem& first = node.items[covered.front()];
      base::Diagnostic& finding = report.add(CQL171_regex_repeated_in_set.def, use.span(first.begin, first.end),
                                             "the brackets hold this already");
      std::vector<base::Edit> edits;
      for (const std::size_t i : covered) {
        const base::RegexItem& item = node.items[i];
        if (i != covered.front()) finding.label(use.span(item.begin, item.end), "and this");
        edits.push_back(use.edit(item.begin, item.end, ""));
      }
      if (readsWithout(use.tree, node, covered))
        finding.fix(covered.size() == 1 ? "leave it out" : "leave them out", std::move(edits), base::Safety::safe);
      else
        finding.note("what is left would mean something else in this order");
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
