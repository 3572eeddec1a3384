// CQL text to tokens. What a character means depends on where it stands: `a-b*` is one word in a filter and arithmetic
// in an expression, `/` opens a regex, divides or is text, so the lexer keeps a stack of the brackets around it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::cql {

// What the lexer saw and went on from; each becomes one diagnostic.
enum class LexProblem : std::uint8_t {
  unterminatedString,
  strayQuote,  // a closing quote without an opening one
  tripleQuotes,
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
  foreignOperator,  // `<>`, `=<`, `!~`, `->`: read as the operator of CQL that is meant
  doubleColon,      // array::length(x)
  misspeltKeyword,  // `cas {`
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
  // Strings that span lines, and where one begins that is never closed.
  std::vector<std::uint32_t> longStrings;
  std::optional<std::uint32_t> openString;
  // Tokens that can only begin a new step, though no pipe stands before them.
  std::vector<std::uint32_t> missingPipes;
};

// A quote without a partner, as the text around it shows.
struct QuoteRepair {
  std::size_t at = 0;
  std::size_t end = 0;  // where its string ends; `at` if it closes one that was never opened
};

// The quote that is to blame where strings run away. Strings may span lines, so a forgotten quote turns every string
// behind it inside out and shows at the end of the query only.
std::optional<QuoteRepair> unpairedQuote(std::string_view text, const Lexed& lexed);

// Never fails. `text` must be valid UTF-8.
Lexed lex(std::string_view text);

}  // namespace quarry::cql
