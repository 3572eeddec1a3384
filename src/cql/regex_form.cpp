#include "cql/regex_form.h"

#include <vector>

namespace quarry::cql {
namespace {

// The end of the class that begins at `at`, behind its `]`; npos if there is none. A `]` that comes first is a
// character of the class in some flavours and ends it in others: `literal` takes the former view.
std::size_t classEnd(std::string_view pattern, std::size_t at, bool literal) {
  std::size_t i = at + 1;
  if (i < pattern.size() && pattern[i] == '^') ++i;
  if (literal && i < pattern.size() && pattern[i] == ']') ++i;
  for (; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == ']')
      return i + 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<RegexTrouble> troubleOf(std::string_view pattern) {
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    switch (pattern[i]) {
      case '\\':
        // \Q…\E takes everything as it stands.
        if (pattern.substr(i, 2) == "\\Q") {
          const std::size_t end = pattern.find("\\E", i + 2);
          if (end == std::string_view::npos) return std::nullopt;
          i = end;
        }
        ++i;
        break;
      case '[': {
        std::size_t end = classEnd(pattern, i, true);
        if (end == std::string_view::npos) end = classEnd(pattern, i, false);
        if (end == std::string_view::npos) return RegexTrouble{RegexFault::unclosedClass, i};
        i = end - 1;
        break;
      }
      case '(':
        groups.push_back(i);
        break;
      case ')':
        if (groups.empty()) return RegexTrouble{RegexFault::unopenedGroup, i};
        groups.pop_back();
        break;
      default:
        break;
    }
  }
  if (groups.empty()) return std::nullopt;
  return RegexTrouble{RegexFault::unclosedGroup, groups.back()};
}

}  // namespace quarry::cql
