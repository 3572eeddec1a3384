// Which characters make up words, white space and quotes in CQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quarry::cql {

enum class CharClass : std::uint8_t {
  blank,      // TAB, LF, FF, CR, space
  invisible,  // looks like white space but is not ASCII: no-break space, zero-width space, byte order mark
  field,      // may stand in an unquoted field name
  pattern,    // may stand in an unquoted value of a filter only: * + - : ~ ¬ /
  openQuote,  // typographic quotes
  closeQuote,
  punctuation,  // everything else that is printable ASCII
  control,
};

struct Char {
  CharClass kind = CharClass::control;
  std::size_t length = 1;  // bytes
};

// The character at `at`, which must lie inside the text.
Char charAt(std::string_view text, std::size_t at);

bool isDigit(char c);
// Where the index that begins with `[` at `at` ends (`[0]`, `[]`); `at` if it is not an index.
std::size_t indexEnd(std::string_view text, std::size_t at);
// The end of the longest unquoted value (filters) or field name (expressions) from `at`.
std::size_t patternEnd(std::string_view text, std::size_t at);
std::size_t fieldEnd(std::string_view text, std::size_t at);
// name or namespace:name, as functions are called.
bool isFunctionShaped(std::string_view word);
// The position after the white space (with comments) that begins at `at`.
std::size_t skipTrivia(std::string_view text, std::size_t at);

}  // namespace quarry::cql
