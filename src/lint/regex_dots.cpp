#include "lint/regex_dots.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "quarry/base/text.h"

namespace quarry::lint {

namespace {

using base::RegexId;
using base::RegexKind;
using base::RegexNode;
using base::RegexTree;

// Programs, scripts and what else an attacker runs or brings along.
constexpr std::array<std::string_view, 24> kEndings = {"exe", "dll", "ps1", "bat", "cmd",  "vbs",  "vbe",  "hta",
                                                       "msi", "sys", "scr", "lnk", "iso",  "jse",  "wsf",  "cpl",
                                                       "ocx", "zip", "rar", "xls", "xlsm", "docm", "docx", "xlsx"};
constexpr std::array<std::string_view, 16> kDomains = {"com",  "net", "org", "io",  "ru",  "cn",    "xyz", "top",
                                                       "info", "dev", "app", "gov", "edu", "onion", "biz", "cloud"};

bool isDigit(char32_t c) { return c >= '0' && c <= '9'; }
bool isWordLetter(char32_t c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// A number: a digit, \d, [0-9], and those repeated.
bool isNumber(const RegexTree& tree, RegexId id) {
  const RegexNode& node = tree[id];
  switch (node.kind) {
    case RegexKind::character:
      return isDigit(node.character);
    case RegexKind::shorthand:
      return node.letter == 'd';
    case RegexKind::set:
      return !node.negated && std::all_of(node.items.begin(), node.items.end(), [](const base::RegexItem& item) {
        return item.letter == 'd' || (item.letter == 0 && isDigit(item.from) && isDigit(item.to));
      });
    case RegexKind::repeat:
      return isNumber(tree, node.parts.front());
    case RegexKind::alternation:
    case RegexKind::sequence:
    case RegexKind::group:
    case RegexKind::any:
    case RegexKind::anchor:
    case RegexKind::reference:
      return false;
  }
  return false;
}

bool isDot(const RegexNode& node) {
  return node.kind == RegexKind::any || (node.kind == RegexKind::character && node.character == '.' && node.escaped);
}

// The letters and digits from a part on.
std::string wordFrom(const RegexTree& tree, const std::vector<RegexId>& parts, std::size_t at) {
  std::string word;
  for (; at < parts.size() && tree[parts[at]].kind == RegexKind::character && isWordLetter(tree[parts[at]].character);
       ++at)
    word += static_cast<char>(tree[parts[at]].character);
  return word;
}

bool isAmong(std::string_view word, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return base::equalsIgnoringCase(w, word); });
}

// Numbers with dots between them, two dots at least, one of them bare.
void addressDots(const RegexTree& tree, const std::vector<RegexId>& parts, std::vector<RegexId>& found) {
  for (std::size_t i = 0; i < parts.size();) {
    std::vector<RegexId> dots;
    std::size_t count = 0, at = i;
    bool number = false;
    for (; at < parts.size(); ++at) {
      if (isNumber(tree, parts[at])) {
        number = true;
      } else if (number && isDot(tree[parts[at]])) {
        ++count;
        if (tree[parts[at]].kind == RegexKind::any) dots.push_back(parts[at]);
        number = false;
      } else {
        break;
      }
    }
    if (count >= 2) found.insert(found.end(), dots.begin(), dots.end());
    i = std::max(at, i + 1);
  }
}

void nameDots(const RegexTree& tree, const std::vector<RegexId>& parts, std::vector<RegexId>& found) {
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (tree[parts[i]].kind != RegexKind::any) continue;
    const RegexNode& before = tree[parts[i - 1]];
    if (before.kind != RegexKind::character || !isWordLetter(before.character)) continue;
    const std::string word = wordFrom(tree, parts, i + 1);
    const std::size_t behind = i + 1 + word.size();
    // `a.com.*` and `cmd.exe`, but not `x.info[a-z]`, which may go on.
    const bool ends = behind == parts.size() || tree[parts[behind]].kind == RegexKind::anchor ||
                      tree[parts[behind]].kind == RegexKind::any || tree[parts[behind]].kind == RegexKind::character ||
                      (tree[parts[behind]].kind == RegexKind::repeat &&
                       tree[tree[parts[behind]].parts.front()].kind == RegexKind::any);
    if (ends && (isAmong(word, kEndings) || isAmong(word, kDomains))) found.push_back(parts[i]);
  }
}

}  // namespace

std::vector<RegexId> bareDots(const RegexTree& tree) {
  std::vector<RegexId> found;
  for (const RegexNode& node : tree.nodes) {
    if (node.kind != RegexKind::sequence) continue;
    addressDots(tree, node.parts, found);
    nameDots(tree, node.parts, found);
  }
  std::sort(found.begin(), found.end(), [&](RegexId a, RegexId b) { return tree[a].begin < tree[b].begin; });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace quarry::lint
