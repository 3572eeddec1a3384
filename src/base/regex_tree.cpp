// Questions about a regular expression that was read.
#include <algorithm>

#include "quarry/base/regex.h"
#include "quarry/base/text.h"

namespace quarry::base {

bool canBeEmpty(const RegexTree& tree, RegexId id) {
  const RegexNode& node = tree[id];
  const auto canPart = [&](RegexId part) { return canBeEmpty(tree, part); };
  switch (node.kind) {
    case RegexKind::alternation:
      return std::any_of(node.parts.begin(), node.parts.end(), canPart);
    case RegexKind::sequence:
      return std::all_of(node.parts.begin(), node.parts.end(), canPart);
    case RegexKind::repeat:
      return node.least == 0 || canPart(node.parts.front());
    case RegexKind::group:
      switch (node.group) {
        case RegexGroup::numbered:
        case RegexGroup::named:
        case RegexGroup::plain:
        case RegexGroup::atomic:
          return node.parts.empty() || canPart(node.parts.front());
        case RegexGroup::switches:
        case RegexGroup::comment:
        case RegexGroup::ahead:
        case RegexGroup::notAhead:
        case RegexGroup::behind:
        case RegexGroup::notBehind:
        case RegexGroup::unknown:
          return true;
      }
      return true;
    case RegexKind::anchor:
    case RegexKind::reference:
      return true;
    case RegexKind::character:
    case RegexKind::any:
    case RegexKind::set:
    case RegexKind::shorthand:
      return false;
  }
  return false;
}

std::optional<std::string> plainText(const RegexTree& tree, RegexId id) {
  const RegexNode& node = tree[id];
  if (node.kind == RegexKind::character) {
    std::string text;
    appendUtf8(text, node.character);
    return text;
  }
  if (node.kind != RegexKind::sequence) return std::nullopt;
  std::string text;
  for (const RegexId part : node.parts) {
    if (tree[part].kind != RegexKind::character) return std::nullopt;
    appendUtf8(text, tree[part].character);
  }
  return text;
}

bool isUnbounded(const RegexNode& node) { return node.kind == RegexKind::repeat && node.most == RegexNode::kNoEnd; }

RegexId withoutGroups(const RegexTree& tree, RegexId id) {
  for (;;) {
    const RegexNode& node = tree[id];
    if (node.kind == RegexKind::sequence && node.parts.size() == 1)
      id = node.parts.front();
    else if (node.kind == RegexKind::group && !node.parts.empty() &&
             (node.group == RegexGroup::numbered || (node.group == RegexGroup::plain && node.name.empty())))
      id = node.parts.front();
    else
      return id;
  }
}

}  // namespace quarry::base
