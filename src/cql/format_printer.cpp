#include "cql/format_printer.h"

#include <algorithm>

namespace quarry::cql {
namespace {

// In characters, as a person counts columns.
std::uint32_t columns(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool isSeparator(TokenKind kind) { return kind == TokenKind::comma || kind == TokenKind::semicolon; }

}  // namespace

Printer::Printer(const Tree& tree, std::string_view lineEnd) : tree_(tree), lineEnd_(lineEnd), gaps_(gapsOf(tree)) {
  out_.offsets.resize(tree.tokens.size());
  measure();
}

void Printer::measure() {
  widths_.resize(tree_.tokens.size() + 1);
  breaks_.resize(tree_.tokens.size() + 1);
  for (std::uint32_t i = 0; i < tree_.tokens.size(); ++i) {
    std::uint32_t width = columns(tree_.tokenText(i)), breaks = 0;
    if (gaps_[i] == Gap::verbatim) {
      width += columns(tree_.trivia(i));
      breaks += tree_.trivia(i).find('\n') != std::string_view::npos ? 1 : 0;
    } else {
      const Trivia trivia = readTrivia(tree_.trivia(i), i == 0);
      for (const Comment& comment : trivia.comments) {
        width += columns(comment.text) + 1;
        breaks += comment.hard ? 1 : 0;
      }
      if (gaps_[i] == Gap::blank || !trivia.comments.empty()) ++width;
    }
    widths_[i + 1] = widths_[i] + width;
    breaks_[i] += breaks;
    // A literal over several lines breaks the line inside.
    breaks_[i + 1] = breaks_[i] + (tree_.tokenText(i).find('\n') != std::string_view::npos ? 1 : 0);
  }
}

std::uint32_t Printer::width(std::uint32_t first, std::uint32_t end) const {
  if (first >= end) return 0;
  return columns(tree_.tokenText(first)) + widths_[end] - widths_[first + 1];
}

bool Printer::fitsOneLine(std::uint32_t first, std::uint32_t end) const {
  if (first >= end) return true;
  return breaks_[end - 1] == breaks_[first] && tree_.tokenText(end - 1).find('\n') == std::string_view::npos;
}

std::uint32_t Printer::startColumn(std::uint32_t token, Place place) const {
  if (place.newLine) return place.indent;
  return column_ + (gaps_[token] == Gap::blank && printedGap_ != token ? 1 : 0);
}

void Printer::put(std::string_view text) {
  out_.text += text;
  const std::size_t end = text.rfind('\n');
  column_ = end == std::string_view::npos ? column_ + columns(text) : columns(text.substr(end + 1));
}

void Printer::line(std::uint32_t indent, bool blank) {
  if (out_.text.empty()) return;
  if (blank) put(lineEnd_);
  put(lineEnd_);
  put(std::string(indent, ' '));
}

std::string_view Printer::before(std::uint32_t token) const {
  return printedGap_ == token ? std::string_view() : tree_.trivia(token);
}

void Printer::gap(const Trivia& trivia, Gap kind, Place place) {
  bool ended = false;  // the comment before ends its line
  bool leads = false;  // the line holds nothing but comments
  for (const Comment& comment : trivia.comments) {
    const bool begins = ended || (comment.ownLine && (comment.hard || place.newLine));
    if (begins)
      line(place.indent, comment.blankBefore);
    else if (!out_.text.empty())
      put(" ");
    put(comment.text);
    ended = comment.hard;
    leads = !ended && (begins || leads);
  }
  if (ended || (place.newLine && !leads))
    line(place.indent, trivia.blankAfter);
  else if (kind == Gap::blank || !trivia.comments.empty())
    put(" ");
}

void Printer::token(std::uint32_t token, Place place) {
  if (gaps_[token] == Gap::verbatim) {
    put(deferred_);
    put(tree_.trivia(token));
    deferred_ = {};
  } else if (isSeparator(tree_.tokens[token].kind) && deferred_.empty() && !place.newLine) {
    deferred_ = before(token);
  } else if (printedGap_ != token || !deferred_.empty()) {
    const Trivia trivia = readTrivia(deferred_, before(token), token == 0);
    deferred_ = {};
    gap(trivia, gaps_[token], place);
  }
  out_.offsets[token] = static_cast<std::uint32_t>(out_.text.size());
  put(tree_.tokenText(token));
}

void Printer::leadingToken(std::uint32_t token, Place place) {
  const std::uint32_t next = token + 1;
  if (gaps_[token] == Gap::verbatim || gaps_[next] == Gap::verbatim || !deferred_.empty() || printedGap_ == token)
    return this->token(token, place);
  const bool last = tree_.tokens[next].kind == TokenKind::end;
  const bool lineStart = token == 0;
  gap(last ? readTrivia(before(token), lineStart) : readTrivia(before(token), before(next), lineStart), gaps_[token],
      place);
  out_.offsets[token] = static_cast<std::uint32_t>(out_.text.size());
  put(tree_.tokenText(token));
  if (last) return;
  put(" ");
  printedGap_ = next;
}

}  // namespace quarry::cql
