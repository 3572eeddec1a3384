// Strings, regexes, parameters and saved queries: what is one token however many kinds of characters it holds.
#include <algorithm>
#include <string>

#include "cql/characters.h"
#include "cql/lexer_state.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

constexpr std::string_view kRegexFlags = "dgimF";

}  // namespace

// Strings may span lines in practice (JSON in createEvents), though the published grammar has them end with the line.
void Lexer::string() {
  if (!repairs_.empty() && repairedQuote()) return;
  if (text_.substr(at_, 3) == R"(""")") {
    if (const std::size_t close = text_.find(R"(""")", at_ + 3); close != std::string_view::npos) {
      note(LexProblem::tripleQuotes, at_, close + 3);
      return emitTo(TokenKind::string, close + 3);
    }
  }
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' && end + 1 < text_.size() ? 2 : 1;
  if (end < text_.size()) {
    if (end > lineEnd(at_)) out_.longStrings.push_back(static_cast<std::uint32_t>(out_.tokens.size()));
    return emitTo(TokenKind::string, end + 1);
  }
  out_.openString = static_cast<std::uint32_t>(at_);
  end = lineEnd(at_);
  while (end > at_ + 1 && charAt(text_, end - 1).kind == CharClass::blank) --end;
  note(LexProblem::unterminatedString, at_, end);
  emitTo(TokenKind::string, end);
}

bool Lexer::repairedQuote() {
  const auto repair = std::lower_bound(repairs_.begin(), repairs_.end(), at_,
                                       [](const QuoteRepair& r, std::size_t at) { return r.at < at; });
  if (repair == repairs_.end() || repair->at != at_) return false;
  if (repair->end != at_) {
    note(LexProblem::unterminatedString, at_, repair->end);
    emitTo(TokenKind::string, repair->end);
    return true;
  }
  // `cmd.exe"`: the quote goes with the word that it should have closed.
  note(LexProblem::strayQuote, at_, at_ + 1);
  Token* last = out_.tokens.empty() ? nullptr : &out_.tokens.back();
  if (last != nullptr && last->end == at_ && last->kind == TokenKind::word) {
    last->end = static_cast<std::uint32_t>(++at_);
    valueDue_ = callDue_ = false;
    return true;
  }
  emit(TokenKind::invalid, 1);
  return true;
}

void Lexer::singleQuoted() {
  const std::size_t close = text_.find('\'', at_ + 1);
  if (close == std::string_view::npos || close > lineEnd(at_)) {
    note(LexProblem::invalidCharacter, at_, at_ + 1);
    return emit(TokenKind::invalid, 1);
  }
  note(LexProblem::singleQuotes, at_, close + 1);
  emitTo(TokenKind::string, close + 1);
}

void Lexer::typographic() {
  std::size_t end = at_ + 3;
  const std::size_t stop = lineEnd(at_);
  while (end < stop) {
    const Char c = charAt(text_, end);
    if (c.kind == CharClass::openQuote || c.kind == CharClass::closeQuote) {
      note(LexProblem::typographicQuotes, at_, end + c.length);
      return emitTo(TokenKind::string, end + c.length);
    }
    end += c.length;
  }
  note(LexProblem::invalidCharacter, at_, at_ + 3);
  emit(TokenKind::invalid, 3);
}

void Lexer::backquoted() {
  const std::size_t close = text_.find('`', at_ + 1);
  if (close == std::string_view::npos || close > lineEnd(at_)) {
    note(LexProblem::invalidCharacter, at_, at_ + 1);
    return emit(TokenKind::invalid, 1);
  }
  emitTo(TokenKind::backquoted, close + 1);
}

// The slash that closes the regex at `at_`; the end of the line if there is none.
std::size_t Lexer::closingSlash(bool mindClasses) {
  const std::size_t stop = lineEnd(at_);
  bool inClass = false;
  for (std::size_t i = at_ + 1; i < stop; ++i) {
    const char c = text_[i];
    if (c == '\\')
      ++i;
    else if (c == '/' && !inClass)
      return i;
    else if (mindClasses && c == '[')
      inClass = true;
    else if (c == ']')
      inClass = false;
    if (!inClass) continue;
    if (lookahead_ == 0) return stop;
    --lookahead_;
  }
  return stop;
}

std::size_t Lexer::flagsEnd(std::size_t at) const {
  while (at < text_.size() && kRegexFlags.find(text_[at]) != std::string_view::npos) ++at;
  return at;
}

void Lexer::regex() {
  const std::size_t stop = lineEnd(at_);
  // Published queries have `[^\\/]`, though no page says that a class may hold a bare slash.
  const std::size_t first = closingSlash(false);
  if (first == stop) return unclosedRegex();
  std::size_t close = closingSlash(true);
  if (close == stop) close = first;
  if (close != first) note(LexProblem::slashInClass, at_, close + 1);

  const std::size_t end = flagsEnd(close + 1);
  const std::size_t runEnd = patternEnd(text_, end);
  const bool goesOn =
      runEnd != end || (end < text_.size() && std::string_view("(?[\\").find(text_[end]) != std::string_view::npos);
  if (!goesOn) return emitTo(TokenKind::regex, end);
  // `/a/or b=1`: the flags stop before the keyword.
  const std::string run = base::asciiLower(text_.substr(end, runEnd - end));
  if (run == "or" || run == "and") return emitTo(TokenKind::regex, end);
  const bool letters = std::all_of(run.begin(), run.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  // `/(\d+)\./.`: a short rest behind a text that only a regex can be.
  const std::string_view body = text_.substr(at_, close - at_);
  const bool regexOnly = body.find_first_of("()[]\\|^$") != std::string_view::npos &&
                         run.find_first_of("/:") == std::string::npos && runEnd - end <= 3;
  if (!run.empty() && ((letters && runEnd - close <= 4) || regexOnly)) {
    note(LexProblem::unknownRegexFlags, close + 1, runEnd);
    return emitTo(TokenKind::regex, runEnd);
  }
  if (const std::size_t last = laterClosingSlash(close); last != close) {
    note(LexProblem::slashValue, at_, flagsEnd(last + 1));
    return emitTo(TokenKind::regex, flagsEnd(last + 1));
  }
  if (runEnd == end) return emitTo(TokenKind::regex, end);
  note(LexProblem::slashValue, at_, runEnd);
  emitTo(TokenKind::word, runEnd);
}

// `/https?://(a|b)/i`: the slashes inside should have been escaped. The last slash of the run of characters without
// blanks that has balanced parentheses before it and nothing but flags behind it; `close` if there is none.
std::size_t Lexer::laterClosingSlash(std::size_t close) {
  int depth = 0;
  std::size_t last = close;
  for (std::size_t i = at_ + 1; i < lineEnd(at_) && lookahead_ != 0; ++i) {
    const char c = text_[i];
    if (i > close) --lookahead_;
    if (c == '\\')
      ++i;
    else if (c == '(')
      ++depth;
    else if (c == ')')
      --depth;
    else if (i > close && (c == ' ' || c == '\t' || c == '\r'))
      break;
    else if (i > close && c == '/' && depth == 0) {
      const std::size_t end = flagsEnd(i + 1);
      if (end == text_.size() || std::string_view(" \t\r\n|;)}],").find(text_[end]) != std::string_view::npos) last = i;
    }
    if (depth < 0) break;
  }
  return last;
}

void Lexer::unclosedRegex() {
  if (const std::size_t end = multiLineRegexEnd(); end != at_) {
    note(LexProblem::multiLineRegex, at_, end);
    return emitTo(TokenKind::regex, end);
  }
  // Up to the next pipe that looks like one, so that the rest of the line is still read.
  const std::string_view line = text_.substr(at_, lineEnd(at_) - at_);
  std::size_t end = at_ + std::min(line.find(" | "), line.size());
  while (end > at_ + 1 && charAt(text_, end - 1).kind == CharClass::blank) --end;
  // A path (`file=/tmp`) was more likely meant than a regex.
  const bool path = patternEnd(text_, at_) == end && end > at_ + 1;
  note(path ? LexProblem::slashValue : LexProblem::unterminatedRegex, at_, end);
  emitTo(path ? TokenKind::word : TokenKind::regex, end);
}

// A regex laid out over lines: its parentheses balance where a later line closes it. `at_` if there is none.
std::size_t Lexer::multiLineRegexEnd() {
  int depth = 0;
  for (std::size_t i = at_ + 1; i < text_.size() && lookahead_ != 0; ++i, --lookahead_) {
    if (text_[i] == '\\')
      ++i;
    else if (text_[i] == '(')
      ++depth;
    else if (text_[i] == ')')
      --depth;
    else if (text_[i] == '\n' && depth <= 0)
      return at_;
    else if (text_[i] == '/') {
      if (depth != 0) return at_;
      return flagsEnd(i + 1);
    }
  }
  return at_;
}

void Lexer::parameter() {
  std::size_t end = at_ + 1;
  const auto skipString = [&] {  // up to the end of the line if it is not closed
    for (++end; end < text_.size() && text_[end] != '"' && text_[end] != '\n'; ++end)
      if (text_[end] == '\\' && next(end + 1 - at_) != '\n') ++end;
    const bool closed = end < text_.size() && text_[end] == '"';
    end = std::min(end + (closed ? 1 : 0), text_.size());
    return closed;
  };
  if (next() == '{' && openParameterLine_ != lineEnd(at_)) {
    while (end < text_.size() && text_[end] != '}' && text_[end] != '\n') {
      if (text_[end] == '"')
        skipString();
      else
        ++end;
    }
    if (end < text_.size() && text_[end] == '}') return emitTo(TokenKind::parameter, end + 1);
    openParameterLine_ = lineEnd(at_);
    note(LexProblem::invalidCharacter, at_, at_ + 1);
    return emit(TokenKind::invalid, 1);
  }
  if (next() == '"') {
    if (!skipString()) note(LexProblem::unterminatedString, at_ + 1, end);
  } else {
    // As in values, but `?a*2` and `?a/2` calculate.
    while (end < text_.size() && text_.substr(end, 2) != ":=") {
      const Char c = charAt(text_, end);
      const bool dash = text_[end] == '-' || text_[end] == ':';
      if (c.kind != CharClass::field && !dash) break;
      end += c.length;
    }
  }
  if (end == at_ + 1) {
    note(LexProblem::invalidCharacter, at_, at_ + 1);
    return emit(TokenKind::invalid, 1);
  }
  emitTo(TokenKind::parameter, end);
}

void Lexer::savedQuery() {
  std::size_t end = at_ + 1;
  if (next() == '"') {
    const std::size_t line = lineEnd(at_);
    end = std::min(text_.find('"', end + 1), line);
    if (end < line) {
      ++end;
    } else {
      while (charAt(text_, end - 1).kind == CharClass::blank) --end;
      note(LexProblem::unterminatedString, at_ + 1, end);
    }
  } else {
    end = patternEnd(text_, end);
  }
  if (end == at_ + 1) {
    note(LexProblem::invalidCharacter, at_, at_ + 1);
    return emit(TokenKind::invalid, 1);
  }
  emitTo(TokenKind::savedQuery, end);
}

}  // namespace quarry::cql
