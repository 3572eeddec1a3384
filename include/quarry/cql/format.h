// The one layout of CQL: one step a line with its pipe in front, case clauses and long lists broken and aligned,
// comments with what they comment; what is short stays on its line.
#pragma once

#include <cstdint>
#include <string>
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
};

// Tokens are printed as they are (only white space changes); a tree with error nodes keeps those as they were written.
Formatted format(const Tree& tree, const Layout& layout = {});

}  // namespace quarry::cql
