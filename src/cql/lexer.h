// CQL text to tokens. What a character means depends on where it stands: `a-b*` is one word in a filter and arithmetic
// in an expression, `/` opens a regex, divides or is text, so the lexer keeps a stack of the brackets around it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::cql {

// What the lexer saw and went on from; each becomes one diagnostic.
enum class LexProblem : std::uint8_t {
  unterminatedString,
  unterminatedRegex,
  multiLineRegex,
  unterminatedComment,
  singleQuotes,
  typographicQuotes,
  invalidCharacter,
  invisibleCharacter,  // white space that only looks like a blank, or has no width; one problem for each
  unknownRegexFlags,
  slashValue,       // an unquoted value that begins with `/`, or a regex with a `/` inside
  slashInClass,     // a regex with a `/` between square brackets
  oddCharacter,     // a reserved character inside an unquoted word
  trailingSlashes,  // a word that ends in `//`
  doubleAmpersand,
  doublePipe,
  foreignOperator,  // `<>`, `=<`, `!~`: read as the operator of CQL that is meant
};

struct LexNote {
  LexProblem problem;
  std::uint32_t begin = 0, end = 0;  // bytes of the text
};

struct Lexed {
  std::vector<Token> tokens;  // the last one is `end`
  std::vector<LexNote> notes;
  // The `(` that open arguments of a call, in order.
  std::vector<std::uint32_t> callParens;
  // Tokens that can only begin a new step, though no pipe stands before them.
  std::vector<std::uint32_t> missingPipes;
};

// Never fails. `text` must be valid UTF-8.
Lexed lex(std::string_view text);

}  // namespace quarry::cql
