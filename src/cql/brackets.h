// Which brackets belong together. Whatever is unbalanced is found here, once, so that the parser can go on as if the
// missing bracket were there.
#pragma once

#include <cstdint>
#include <vector>

#include "cql/lexer.h"

namespace quarry::cql {

struct Brackets {
  struct Missing {
    std::uint32_t opener = 0;
    std::uint32_t before = 0;  // the token before which the closing bracket should stand
  };
  struct Mismatch {
    std::uint32_t opener = 0, closer = 0;
  };
  struct PipeInside {
    std::uint32_t opener = 0, pipe = 0;
  };

  // For an opening bracket: where its group ends, and whether its closing bracket is the last token in it.
  std::vector<std::uint32_t> end;
  std::vector<bool> closed;

  std::vector<Missing> missing;         // ordered by `before`, inner ones first
  std::vector<Mismatch> mismatches;     // `(a]`
  std::vector<std::uint32_t> strays;    // closing brackets of nothing, in order
  std::vector<PipeInside> pipesInside;  // a pipe or semicolon between parentheses
};

Brackets matchBrackets(const std::vector<Token>& tokens);

// The closing kind of an opening one.
TokenKind closerOf(TokenKind opener);

// Whether the parser would have to recurse deeper than `limit`, over brackets and prefix operators. To be asked before
// the brackets are matched.
bool nestsDeeper(const std::vector<Token>& tokens, std::size_t limit);

}  // namespace quarry::cql
