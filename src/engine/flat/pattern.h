// Regular expressions of CQL: their groups may have names (`@a.b[0]`) that the library does not take.
#pragma once

#include <memory>
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

  // False, too, if the library stopped after too many steps, which is reported once (RULE173).
  bool matches(std::string_view text) const { return isFound(regex_.find(text)); }
  bool matchesFrom(std::string_view text, std::size_t offset) const { return isFound(regex_.findFrom(text, offset)); }
  // Of the last match.
  std::pair<std::size_t, std::size_t> whole() const { return regex_.group(0); }
  // Name and text of each named group that took part, in the order of the pattern.
  std::vector<std::pair<std::string, std::string>> captures(std::string_view text) const;
  // The text of a group by number; none if it took no part.
  std::optional<std::string> group(std::string_view text, std::size_t number) const;
  bool hasNames() const { return !names_.empty(); }

 private:
  // Where what happens while it runs is said.
  struct Place {
    base::Origin origin;
    base::Report* report;
    bool told = false;
  };
  Pattern(Regex regex, std::vector<std::pair<std::string, std::string>> names, std::shared_ptr<Place> place)
      : regex_(std::move(regex)), names_(std::move(names)), place_(std::move(place)) {}

  bool isFound(Regex::Result result) const {
    if (result == Regex::Result::limit) tell();
    return result == Regex::Result::yes;
  }
  void tell() const;

  Regex regex_;
  std::vector<std::pair<std::string, std::string>> names_;  // of the query, of the library
  std::shared_ptr<Place> place_;
};

// The flags of regex(), replace() and array:regex(): `d`, `i`, `m`.
ir::Regex withFlags(std::string pattern, std::string_view flags);

}  // namespace quarry::engine::flat
