// Inline flags of regular expressions on the two engines of the service.
#include "cql/lower.h"

namespace quarry::cql {

namespace {

// Where the first alternative at the top level of the pattern ends; npos if there is only one.
std::size_t firstBar(std::string_view pattern) {
  int depth = 0;
  bool set = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      if (pattern.substr(i).starts_with("\\Q")) {
        const std::size_t end = pattern.find("\\E", i);
        if (end == std::string_view::npos) return end;
        i = end;
      }
      ++i;
    } else if (set) {
      set = c != ']';
    } else if (c == '[') {
      set = true;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '|' && depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::string settledInlineFlags(std::string pattern, bool newerEngine) {
  if (newerEngine || !pattern.starts_with("(?")) return pattern;
  const std::size_t close = pattern.find(')');
  if (close == std::string::npos || close == 2) return pattern;
  const std::string flags = pattern.substr(2, close - 2);
  if (flags.find_first_not_of("imsd-") != std::string::npos) return pattern;
  const std::string_view rest = std::string_view(pattern).substr(close + 1);
  const std::size_t bar = firstBar(rest);
  if (bar == std::string_view::npos) return pattern;
  return "(?" + flags + ":" + std::string(rest.substr(0, bar)) + ")" + std::string(rest.substr(bar));
}

}  // namespace quarry::cql
