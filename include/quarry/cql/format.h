// The one layout of CQL: one step a line with its pipe in front, case clauses and long lists broken and aligned,
// comments with what they comment; what is short stays on its line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::cql {

struct Formatted {
  std::string text;                    // without a final line break
  std::vector<std::uint32_t> offsets;  // where each token begins in `text`
};

struct Layout {
  std::uint32_t width = 100;
  std::uint32_t indent = 2;
  std::string_view lineEnd = "\n";
};

// Tokens are printed as they are (only white space changes); a tree with error nodes keeps those as they were written.
Formatted format(const Tree& tree, const Layout& layout = {});

// Whether two trees are one query in two layouts: the same nodes over the same tokens, and the same comments between
// the same tokens (pipes, commas and semicolons do not count: a comment may change sides with them).
bool sameQuery(const Tree& a, const Tree& b);

}  // namespace quarry::cql
