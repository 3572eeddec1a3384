#include "rule/regex_check.h"

#include <vector>

namespace quarry::rule {

std::optional<RegexFault> checkRegex(std::string_view regex) {
  if (regex.empty()) return RegexFault{0, "an empty expression matches everything"};
  std::vector<std::size_t> groups;
  bool canRepeat = false;  // something stands before, and it is not a quantifier twice over
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    switch (c) {
      case '\\':
        if (i + 1 == regex.size()) return RegexFault{i, "the expression ends in a backslash"};
        ++i;
        canRepeat = true;
        break;
      case '[': {
        const std::size_t open = i++;
        if (i < regex.size() && regex[i] == '^') ++i;
        if (i < regex.size() && regex[i] == ']') ++i;  // a first `]` is itself
        while (i < regex.size() && regex[i] != ']') i += regex[i] == '\\' ? 2 : 1;
        if (i >= regex.size()) return RegexFault{open, "this `[` is never closed"};
        canRepeat = true;
        break;
      }
      case '(':
        groups.push_back(i);
        if (i + 1 < regex.size() && regex[i + 1] == '?') ++i;  // the kind of a group, not a quantifier
        canRepeat = false;
        break;
      case ')':
        if (groups.empty()) return RegexFault{i, "this `)` closes nothing"};
        groups.pop_back();
        canRepeat = true;
        break;
      case '|':
        canRepeat = false;
        break;
      case '*':
      case '+':
      case '?':
        if (!canRepeat) return RegexFault{i, "there is nothing here to repeat"};
        if (i + 1 < regex.size() && (regex[i + 1] == '?' || regex[i + 1] == '+')) ++i;  // lazy, possessive
        canRepeat = false;
        break;
      case '^':
        break;
      default:
        canRepeat = true;
    }
  }
  if (!groups.empty()) return RegexFault{groups.back(), "this `(` is never closed"};
  return std::nullopt;
}

}  // namespace quarry::rule
