// The formatter at work: private to format*.cpp. Printer puts tokens and comments on lines, Layout decides where lines
// end.
#pragma once

#include <string>
#include <vector>

#include "cql/format_spacing.h"
#include "cql/format_trivia.h"
#include "quarry/cql/format.h"

namespace quarry::cql {

// Where the next token goes.
struct Place {
  bool newLine = false;
  std::uint32_t indent = 0;  // of that line, or of one that a comment makes necessary
};

class Printer {
 public:
  Printer(const Tree& tree, std::string_view lineEnd);

  void token(std::uint32_t token, Place place);
  // A token that begins a line, for both itself and what follows: their comments come before it.
  void leadingToken(std::uint32_t token, Place place);
  Formatted finish() && { return std::move(out_); }

  std::uint32_t column() const { return column_; }
  // Columns that the tokens need on one line, and whether they can stand on one.
  std::uint32_t width(std::uint32_t first, std::uint32_t end) const;
  bool fitsOneLine(std::uint32_t first, std::uint32_t end) const;
  std::uint32_t startColumn(std::uint32_t token, Place place) const;

 private:
  void measure();
  void gap(const Trivia& trivia, Gap kind, Place place);
  void put(std::string_view text);
  void line(std::uint32_t indent, bool blank);
  std::string_view before(std::uint32_t token) const;

  const Tree& tree_;
  std::string_view lineEnd_;
  std::vector<Gap> gaps_;
  std::vector<std::uint32_t> widths_;  // of all tokens before, with their gaps
  std::vector<std::uint32_t> breaks_;  // line ends that cannot be avoided, up to and including the gap before a token
  Formatted out_;
  std::uint32_t column_ = 0;
  std::string_view deferred_;              // trivia before a comma or semicolon: printed after it
  std::uint32_t printedGap_ = 0xFFFFFFFF;  // a token whose gap is already printed
};

}  // namespace quarry::cql
