// Regular expressions of CQL: their groups may have names (`@a.b[0]`) that the library does not take.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/regex.h"
#include "quarry/base/report.h"

namespace quarry::engine::flat {

class Pattern {
 public:
  // None if the pattern cannot be compiled, which is reported at the origin.
  static std::optional<Pattern> compile(const ir::Regex& regex, const base::Origin& origin, base::Report& report);

  bool matches(std::string_view text) const { return regex_.find(text) == Regex::Result::yes; }
  bool matchesFrom(std::string_view text, std::size_t offset) const {
    return regex_.findFrom(text, offset) == Regex::Result::yes;
  }
  // Of the last match.
  std::pair<std::size_t, std::size_t> whole() const { return regex_.group(0); }
  // Name and text of each named group that took part, in the order of the pattern.
  std::vector<std::pair<std::string, std::string>> captures(std::string_view text) const;
  // The text of a group by number; none if it took no part.
  std::optional<std::string> group(std::string_view text, std::size_t number) const;
  bool hasNames() const { return !names_.empty(); }

 private:
  Pattern(Regex regex, std::vector<std::pair<std::string, std::string>> names)
      : regex_(std::move(regex)), names_(std::move(names)) {}

  Regex regex_;
  std::vector<std::pair<std::string, std::string>> names_;  // of the query, of the library
};

// The flags of regex(), replace() and array:regex(): `d`, `i`, `m`.
ir::Regex withFlags(std::string pattern, std::string_view flags);

}  // namespace quarry::engine::flat
