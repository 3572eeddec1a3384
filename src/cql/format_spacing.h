// The blanks of a query on one line: which tokens stand apart and which touch.
#pragma once

#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::cql {

// A node's own tokens and its children, in order.
struct Item {
  NodeId node = kNoNode;    // kNoNode: a token of the node itself
  std::uint32_t first = 0;  // its first token
};
std::vector<Item> items(const Tree& tree, NodeId node);

enum class Gap : unsigned char {
  none,      // the tokens touch
  blank,     // one blank
  verbatim,  // as it was written: inside an error, around what the lexer could not place
};

// The gap before each token.
std::vector<Gap> gapsOf(const Tree& tree);

}  // namespace quarry::cql
