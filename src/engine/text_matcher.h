// Texts, patterns with wildcards and regular expressions, any of which a text may match.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/machine.h"
#include "engine/regex.h"
#include "quarry/ir/pred.h"

namespace quarry::engine {

class TextMatcher {
 public:
  TextMatcher(ir::Fold fold, const std::vector<ir::Operand>& operands);

  bool matches(std::string_view text, Machine& machine) const;
  // One of the patterns is `*` alone: any value will do.
  bool matchesAnything() const { return anything_; }

 private:
  bool matchesFolded(std::string_view text) const;

  ir::Fold fold_;
  bool anything_ = false;
  std::vector<std::string> exact_, prefixes_, suffixes_, contained_;
  std::unordered_set<std::string_view> exactSet_;  // of exact_, when there are many
  std::vector<ir::Glob> globs_;                    // with folded texts
  struct Pattern {
    Regex regex;
    base::Origin origin;
  };
  std::vector<Pattern> regexes_;
};

// Whether a glob matches a whole text; both folded alike.
bool globMatches(const ir::Glob& glob, std::string_view text);

}  // namespace quarry::engine
