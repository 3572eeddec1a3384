// A regular expression as a tree with places: for those who judge expressions, not for matching. It reads what Java,
// PCRE and RE2 have in common and what only some of them have; which of it an engine takes is for the reader to say.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::base {

enum class RegexKind : std::uint8_t {
  alternation,  // two or more branches
  sequence,     // parts, one after the other; none: the empty expression
  repeat,       // one part, `least` to `most` times
  group,        // one part; a switch such as (?i) has none
  character,    // `character`, however it is written
  any,          // .
  set,          // […]: `items`
  shorthand,    // \d, \w, \s, \h, \p{…} and the like: `letter`
  anchor,       // ^ $ \b \B \A \z \Z \G: `letter`
  reference,    // \1, \k<name>
};

enum class RegexGroup : std::uint8_t {
  numbered,   // ( )
  named,      // (?<name> ), (?P<name> ), (?'name' )
  plain,      // (?: ), (?i: )
  switches,   // (?i)
  ahead,      // (?= )
  notAhead,   // (?! )
  behind,     // (?<= )
  notBehind,  // (?<! )
  atomic,     // (?> )
  comment,    // (?# )
  unknown,    // conditions, recursion and what else begins with (?
};

enum class RegexGreed : std::uint8_t { greedy, lazy, possessive };

using RegexId = std::uint32_t;

struct RegexItem {  // of a set
  char32_t from = 0, to = 0;
  char letter = 0;  // of a shorthand such as \d; `[` for a POSIX class or a set inside the set
  std::uint32_t begin = 0, end = 0;
};

struct RegexNode {
  static constexpr std::uint32_t kNoEnd = std::numeric_limits<std::uint32_t>::max();

  RegexKind kind{};
  std::uint32_t begin = 0, end = 0;  // bytes of the expression
  std::vector<RegexId> parts;
  RegexId parent = 0;  // the root's is itself

  char32_t character = 0;
  char letter = 0;
  bool escaped = false;               // a character with a backslash before it
  bool negated = false;               // a set
  std::uint32_t least = 0, most = 0;  // kNoEnd: without bound
  RegexGreed greed{};
  std::uint32_t sign = 0;  // where the quantifier begins
  RegexGroup group{};
  std::uint32_t inside = 0;  // where the part of a group begins
  std::string name;          // of a named group; the letters of a switch or of (?i: )
  std::vector<RegexItem> items;
};

struct RegexFault {
  enum class Kind : std::uint8_t {
    unclosedGroup,
    unopenedGroup,
    unclosedSet,
    nothingToRepeat,
    endsInBackslash,
    reversedRange,   // [z-a]
    reversedBounds,  // a{5,2}
    tooDeep,         // nested deeper than limit::kRegexGroups: what is inside is not looked at
  };
  Kind kind{};
  std::uint32_t begin = 0, end = 0;
};

struct RegexTree {
  std::string text;
  std::vector<RegexNode> nodes;
  RegexId root = 0;
  std::vector<RegexFault> faults;

  const RegexNode& operator[](RegexId id) const { return nodes[id]; }
  std::string_view textOf(RegexId id) const {
    return std::string_view(text).substr(nodes[id].begin, nodes[id].end - nodes[id].begin);
  }
};

RegexTree readRegex(std::string_view text);

// Whether the part can match without taking a character.
bool canBeEmpty(const RegexTree& tree, RegexId id);
// The text that a part stands for, if it is nothing but characters.
std::optional<std::string> plainText(const RegexTree& tree, RegexId id);
// True for a repeat without an upper bound.
bool isUnbounded(const RegexNode& node);
// The part inside groups that neither capture by name nor change anything; itself if it is no such group.
RegexId withoutGroups(const RegexTree& tree, RegexId id);

}  // namespace quarry::base
