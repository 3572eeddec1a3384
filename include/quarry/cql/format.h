// The one layout of CQL: a pipe starts a line, long lists and case clauses break and align, comments stay with what
// they comment, short queries stay on one line.
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
