// Which brackets belong together. Whatever is unbalanced is found here, once, so that the parser can go on as if the
// missing bracket were there.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cql/lexer.h"

namespace quarry::cql {

struct Brackets {
  struct Missing {
    std::uint32_t opener = 0;
    std::uint32_t before = 0;  // the token before which the closing bracket should stand
  };
  // A bracket of the wrong kind.
  struct Mismatch {
    std::uint32_t token = 0;
    TokenKind meant{};
    std::uint32_t opener = 0;  // the one that it closes; itself if it is an opener
    bool second = false;       // of a swapped pair: the first has been named
  };
  struct PipeInside {
    std::uint32_t opener = 0, pipe = 0;
  };

  // For an opening bracket: where its group ends, and whether its closing bracket is the last token in it. Also for a
  // `case` or `match` whose opening brace is missing.
  std::vector<std::uint32_t> end;
  std::vector<bool> closed;

  std::vector<Missing> missing;              // ordered by `before`, inner ones first
  std::vector<std::uint32_t> missingBraces;  // `case` and `match` that lack their `{`, in order
  std::vector<std::uint32_t> missingParens;  // functions that lack their `(`, in order
  std::vector<Mismatch> mismatches;          // ordered by token: `(a]`
  std::vector<std::uint32_t> strays;         // closing brackets of nothing, in order
  std::vector<PipeInside> pipesInside;       // pipes and semicolons between parentheses, in order

  // The kind of bracket that a token is meant to be.
  TokenKind meant(std::uint32_t token, TokenKind kind) const;
};

Brackets matchBrackets(std::string_view text, const std::vector<Token>& tokens);

// The closing kind of an opening one.
TokenKind closerOf(TokenKind opener);
bool isOpener(TokenKind kind);
bool isCloser(TokenKind kind);

// Whether the parser would have to recurse deeper than `limit`, over brackets and prefix operators. To be asked before
// the brackets are matched.
bool nestsDeeper(const std::vector<Token>& tokens, std::size_t limit);

}  // namespace quarry::cql
