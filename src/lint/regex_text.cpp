#include "lint/regex_text.h"

namespace quarry::lint {

namespace {

using base::RegexId;
using base::RegexKind;
using base::RegexTree;

bool isAnchor(const RegexTree& tree, RegexId id, char letter) {
  return tree[id].kind == RegexKind::anchor && tree[id].letter == letter;
}

// What stands between `^` and `$`.
std::optional<std::vector<RegexId>> between(const RegexTree& tree, RegexId id) {
  const std::vector<RegexId>& parts = tree[id].parts;
  if (tree[id].kind != RegexKind::sequence || parts.size() < 3 || !isAnchor(tree, parts.front(), '^') ||
      !isAnchor(tree, parts.back(), '$'))
    return std::nullopt;
  return std::vector<RegexId>(parts.begin() + 1, parts.end() - 1);
}

std::optional<std::string> anchoredText(const RegexTree& tree, RegexId id) {
  const auto parts = between(tree, id);
  if (!parts) return std::nullopt;
  std::string text;
  for (const RegexId part : *parts) {
    const auto one = base::plainText(tree, part);
    if (!one) return std::nullopt;
    text += *one;
  }
  return text;
}

}  // namespace

std::optional<cql::Comparison> comparisonOf(const cql::Tree& tree, const RegexUse& use) {
  if (!use.literal) return std::nullopt;
  return cql::asComparison(tree, tree.nodes[use.node].parent);
}

std::optional<std::string> wholeText(const RegexTree& tree) { return anchoredText(tree, tree.root); }

std::vector<std::string> wholeTexts(const RegexTree& tree) {
  const auto collect = [&](const std::vector<RegexId>& branches, auto&& textOf) {
    std::vector<std::string> texts;
    for (const RegexId branch : branches) {
      auto text = textOf(branch);
      if (!text || text->empty()) return std::vector<std::string>{};
      texts.push_back(std::move(*text));
    }
    return texts;
  };
  if (tree[tree.root].kind == RegexKind::alternation)
    return collect(tree[tree.root].parts, [&](RegexId id) { return anchoredText(tree, id); });
  const auto parts = between(tree, tree.root);
  if (!parts || parts->size() != 1) return {};
  const RegexId inner = base::withoutGroups(tree, parts->front());
  if (tree[inner].kind != RegexKind::alternation) return {};
  return collect(tree[inner].parts, [&](RegexId id) { return base::plainText(tree, id); });
}

}  // namespace quarry::lint
