// A plain ANTLR front end for CQL, to compare ours with: its own lexer grammar, the same parser grammar, LL prediction,
// a visitor that builds a tree of nodes. Nothing of it is in the program.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace quarry::bench {

// Token types are those of the grammar of our parser.
struct PlainToken {
  std::size_t type = 0;
  std::uint32_t begin = 0, end = 0;  // bytes

  friend bool operator==(const PlainToken&, const PlainToken&) = default;
};

struct PlainNode {
  std::size_t rule = 0;
  std::uint32_t first = 0, end = 0;  // tokens
  std::uint32_t parent = 0;
};

// Without the end of the text. `text` must be valid UTF-8.
std::vector<PlainToken> plainTokens(std::string_view text);

struct PlainTree {
  std::vector<PlainNode> nodes;
  std::size_t errors = 0;
};
PlainTree plainParse(std::string_view text);

}  // namespace quarry::bench
