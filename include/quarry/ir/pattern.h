// What a field is compared with. A glob is a token list from the moment it is read: it is never printed and re-read,
// so a literal star cannot turn into a wildcard.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quarry/base/origin.h"
#include "quarry/ir/field.h"

namespace quarry::ir {

struct AnyRun {
  friend bool operator==(AnyRun, AnyRun) = default;
};  // `*`: any characters, also none, also line breaks
struct AnyOne {
  friend bool operator==(AnyOne, AnyOne) = default;
};  // `?`: exactly one character
using GlobToken = std::variant<std::string, AnyRun, AnyOne>;

struct Glob {
  std::vector<GlobToken> tokens;  // no two neighbouring texts or runs, no empty text

  friend bool operator==(const Glob&, const Glob&) = default;
};

// What a glob amounts to when its only wildcards are runs at its ends.
enum class GlobShape { exact, prefix, suffix, contains, anything, general };
GlobShape shape(const Glob& glob);
// The literal text of an exact, prefix, suffix or contains glob.
std::string_view literal(const Glob& glob);
Glob exactGlob(std::string text);
// `*` stands for any text, everything else for itself.
Glob starGlob(std::string_view text);
// The glob with a run before and after (where there is none yet).
Glob withRuns(Glob glob, bool before, bool after);
// For people: `*` and `?` as wildcards, literal ones escaped with a backslash.
std::string print(const Glob& glob);

// A regular expression, unanchored, in the common subset of PCRE, Rust and LogScale.
struct Regex {
  std::string text;
  bool ignoreCase = false, multiLine = false, dotAll = false;

  friend bool operator==(const Regex&, const Regex&) = default;
};

struct Number {
  std::string text;  // as written
  double value = 0;

  friend bool operator==(const Number& a, const Number& b) { return a.value == b.value; }
};

struct Network {
  std::string text;  // "10.0.0.0/8", "fc00::/7"; checked when read
  bool v6 = false;

  friend bool operator==(const Network&, const Network&) = default;
};

// Another field of the same event.
struct OtherField {
  enum class Where { whole, prefix, suffix, inside };
  FieldRef field;
  Where where = Where::whole;

  friend bool operator==(const OtherField&, const OtherField&) = default;
};

// A list that is kept outside the rule: a lookup file, a watchlist.
struct Listed {
  std::string name;                           // as the rule and the configuration call it
  bool networks = false;                      // its entries are networks, else texts
  std::string column;                         // that holds the entries; empty: the platform's usual one
  std::map<std::string, std::string> places;  // by platform ("cql"): what the list is called there
  std::vector<std::string> test;              // what tests find in it

  friend bool operator==(const Listed& a, const Listed& b) { return a.name == b.name; }
};

struct Operand {
  std::variant<Glob, Regex, Number, bool, Network, OtherField, Listed> value;
  base::Origin origin;

  friend bool operator==(const Operand&, const Operand&) = default;
};

}  // namespace quarry::ir
