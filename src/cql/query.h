// A query on its way from text to tree: what the stages of the parser share.
#pragma once

#include <algorithm>
#include <vector>

#include "cql/brackets.h"
#include "cql/lexer.h"
#include "quarry/base/report.h"

namespace quarry::cql {

struct TokenRange {
  std::uint32_t begin = 0, end = 0;
  bool empty() const { return begin == end; }
};

struct Query {
  base::FileId file{};
  std::string_view text;
  const Lexed& lexed;
  const Brackets& brackets;
  base::Report& report;
  // Where something is wrong with a character or a bracket (offsets, sorted).
  std::vector<std::uint32_t> troubles;
  // Those of them after which the tokens of the step mean little: brackets and quotes without a partner.
  std::vector<std::uint32_t> grossTroubles;

  const Token& token(std::uint32_t i) const { return lexed.tokens[i]; }
  TokenKind kind(std::uint32_t i) const { return lexed.tokens[i].kind; }
  std::string_view tokenText(std::uint32_t i) const {
    return text.substr(token(i).begin, token(i).end - token(i).begin);
  }
  base::Span span(std::uint32_t i) const { return {file, token(i).begin, token(i).end}; }
  // The text from a token to before another.
  base::Span span(TokenRange range) const { return {file, token(range.begin).begin, token(range.end - 1).end}; }
  std::string_view textOf(TokenRange range) const {
    const base::Span s = span(range);
    return text.substr(s.begin, s.end - s.begin);
  }
  base::Span before(std::uint32_t i) const { return {file, token(i).begin, token(i).begin}; }
  base::Span after(std::uint32_t i) const { return {file, token(i).end, token(i).end}; }
  // Right behind the token before this one: where a bracket that should stand before this one goes.
  base::Span behindPrevious(std::uint32_t i) const { return i == 0 ? before(i) : after(i - 1); }
  // A span with the blanks around it.
  base::Span withBlanks(base::Span span) const {
    constexpr std::string_view kBlanks = " \t\r\n";
    while (span.begin > 0 && kBlanks.find(text[span.begin - 1]) != std::string_view::npos) --span.begin;
    while (span.end < text.size() && kBlanks.find(text[span.end]) != std::string_view::npos) ++span.end;
    return span;
  }
  // The token after this one, or after the group that begins with it.
  std::uint32_t skip(std::uint32_t i) const { return std::max(i + 1, brackets.end[i]); }
};

bool isNumber(std::string_view text);

}  // namespace quarry::cql
