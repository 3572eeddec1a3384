// Regular expressions out of globs, and what a regular expression uses that a platform's engine may lack.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/pattern.h"

namespace quarry::target {

// How one character of literal text is written in a regular expression of the language.
using EscapeCharacter = std::string (*)(char c);
// Backslash before each character that is special; \n, \r, \t for control characters.
std::string escapeCharacter(char c);

struct GlobRegex {
  std::string text;
  bool dotAll = false;  // it holds a dot that must match line breaks too
};
// One expression that matches exactly what any of the globs matches: alternatives with common ends factored out,
// anchored where the globs are.
GlobRegex globsToRegex(const std::vector<const ir::Glob*>& globs, EscapeCharacter escape = escapeCharacter);
// The same in several expressions where one would be longer than engines take (PCRE compiles at most 64 KB; we stay
// far below).
std::vector<GlobRegex> globsToRegexes(const std::vector<const ir::Glob*>& globs,
                                      EscapeCharacter escape = escapeCharacter);

enum class RegexFeature {
  lookahead,
  lookbehind,
  atomicGroup,
  possessive,
  backreference,
  unicodeClass,
  posixClass,
  pythonGroup,
  namedGroup,
  quotedRun,
  horizontalSpace /* \h and its kin */,
  inlineFlags,
  anchorZ /* \Z, \G */,
  conditional,
};
struct FoundFeature {
  RegexFeature feature{};
  std::size_t at = 0;  // byte of the expression
  std::string text;    // as written
};
std::vector<FoundFeature> featuresOf(std::string_view regex);
std::string_view describe(RegexFeature feature);

// `(?i)` and the like at the very start become flags; the rest is returned.
std::string liftLeadingFlags(const std::string& regex, ir::Regex& flags);

}  // namespace quarry::target
