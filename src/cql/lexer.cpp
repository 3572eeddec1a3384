#include "cql/lexer.h"

#include <algorithm>

#include "cql/characters.h"
#include "cql/lexer_state.h"

namespace quarry::cql {

Lexed Lexer::run() {
  while (true) {
    newLine_ = trivia();
    if (at_ >= text_.size()) break;
    if (stepBeginsHere()) {
      endStep();
      out_.missingPipes.push_back(static_cast<std::uint32_t>(out_.tokens.size()));
    }
    token();
  }
  emit(TokenKind::end, 0);
  return std::move(out_);
}

void Lexer::emit(TokenKind kind, std::size_t length) {
  out_.tokens.push_back({kind, static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_ + length)});
  at_ += length;
  valueDue_ = callDue_ = false;
}

void Lexer::note(LexProblem problem, std::size_t begin, std::size_t end) {
  out_.notes.push_back({problem, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

// Skips white space and comments; true if a line ended.
bool Lexer::trivia() {
  const std::size_t begin = at_;
  at_ = skipTrivia(text_, at_);
  if (at_ == begin) return false;
  if (at_ == begin + 1 && text_[begin] == ' ') return false;  // nearly always
  for (std::size_t i = begin; i < at_;) {
    if (text_.substr(i, 2) == "//") {
      i = lineEnd(i);
      continue;
    }
    if (text_.substr(i, 2) == "/*") {
      const std::size_t close = text_.find("*/", i + 2);
      if (close == std::string_view::npos) note(LexProblem::unterminatedComment, i, i + 2);
      i = close == std::string_view::npos ? at_ : close + 2;
      continue;
    }
    const Char c = charAt(text_, i);
    // A byte order mark at the very beginning is the editor's, not the author's.
    if (c.kind == CharClass::invisible && i != 0) note(LexProblem::invisibleCharacter, i, i + c.length);
    i += c.length;
  }
  return text_.substr(begin, at_ - begin).find('\n') != std::string_view::npos;
}

void Lexer::token() {
  const char c = text_[at_];
  switch (c) {
    case '"':
      return string();
    case '\'':
      return singleQuoted();
    case '`':
      return backquoted();
    case '?':
      return parameter();
    case '$':
      return savedQuery();
    case '|':
      return pipe();
    case ';':
      endStep();
      frames_.back().guardDue = frames_.back().arms;
      return emit(TokenKind::semicolon, 1);
    case ',':
      return emit(TokenKind::comma, 1);
    case '/':
      if (inExpression() && afterOperand()) return emit(TokenKind::slash, 1);
      return regex();
    default:
      break;
  }
  if (bracketToken() || arrowToken() || operatorToken()) return;
  const Char first = charAt(text_, at_);
  const bool startsWord = first.kind == CharClass::field || first.kind == CharClass::pattern;
  // In an expression only `*` can begin a pattern: [*Written, DnsRequest].
  if (startsWord && (!inExpression() || first.kind == CharClass::field || c == '*')) return word();
  if (first.kind == CharClass::openQuote || first.kind == CharClass::closeQuote) return typographic();
  note(LexProblem::invalidCharacter, at_, at_ + first.length);
  emit(TokenKind::invalid, first.length);
}

bool Lexer::bracketToken() {
  switch (text_[at_]) {
    case '(': {
      const bool call =
          previous() == TokenKind::savedQuery || (inExpression() ? previous() == TokenKind::word : callDue_);
      if (call) out_.callParens.push_back(static_cast<std::uint32_t>(out_.tokens.size()));
      open(TokenKind::leftParen, call || inExpression() ? Mode::expression : Mode::filter);
      return true;
    }
    case '[':
      open(TokenKind::leftBracket, Mode::expression);
      return true;
    case '{':
      open(TokenKind::leftBrace, Mode::filter);
      return true;
    case ')':
      closeBracket(TokenKind::rightParen, TokenKind::leftParen);
      return true;
    case ']':
      closeBracket(TokenKind::rightBracket, TokenKind::leftBracket);
      return true;
    case '}':
      endStep();
      closeBracket(TokenKind::rightBrace, TokenKind::leftBrace);
      return true;
    default:
      return false;
  }
}

// `->`, and `:` behind the guard of an arm: what other languages write for `=>`. The structure says so.
bool Lexer::arrowToken() {
  if (inExpression() || !afterOperand()) return false;
  const bool thin = text_.substr(at_, 2) == "->";
  if (!thin && (text_[at_] != ':' || !frames_.back().guardDue || next() == '=')) return false;
  emit(TokenKind::arrow, thin ? 2 : 1);
  endStep();
  frames_.back().guardDue = false;
  return true;
}

bool Lexer::operatorToken() {
  struct Operator {
    std::string_view text;
    TokenKind kind;
    bool foreign = false;
  };
  // Longest first.
  static constexpr Operator kOperators[] = {
      {"!=~", TokenKind::evalMatch, true},
      {"<=>", TokenKind::link},
      {":=", TokenKind::assign},
      {"=~", TokenKind::evalMatch},
      {"!~", TokenKind::evalMatch, true},
      {"==", TokenKind::doubleEqual},
      {"=>", TokenKind::arrow},
      {"=<", TokenKind::lessEqual, true},
      {"!=", TokenKind::notEqual},
      {"<=", TokenKind::lessEqual},
      {">=", TokenKind::greaterEqual},
      {"<>", TokenKind::notEqual, true},
      {"=", TokenKind::equal},
      {"<", TokenKind::less},
      {">", TokenKind::greater},
      {"!", TokenKind::bang},
  };
  const bool operatorBegins = std::string_view("!<>=:").find(text_[at_]) != std::string_view::npos;
  for (const Operator& op : kOperators) {
    if (!operatorBegins) break;
    if (!looksAt(op.text)) continue;
    if (op.foreign) note(LexProblem::foreignOperator, at_, at_ + op.text.size());
    const bool expression = inExpression();
    // `!~` with a pattern means `!=`, with a function `=~ !`.
    const char follows = op.foreign ? charAfterTrivia(at_ + op.text.size()) : '\0';
    const bool pattern = op.kind == TokenKind::evalMatch && (follows == '/' || follows == '"' || follows == '?');
    const TokenKind kind = pattern ? TokenKind::notEqual : op.kind;
    emit(kind, op.text.size());
    switch (kind) {
      case TokenKind::assign:
        if (!expression) frames_.back().assigned = true;
        break;
      case TokenKind::arrow:
        endStep();
        frames_.back().guardDue = false;
        break;
      case TokenKind::evalMatch:
      case TokenKind::link:
      case TokenKind::bang:
        break;
      default:
        valueDue_ = !expression;
    }
    return true;
  }
  if (!inExpression()) return false;
  switch (text_[at_]) {
    case ':':
      emit(TokenKind::colon, 1);
      return true;
    case '+':
      emit(TokenKind::plus, 1);
      return true;
    case '-':
      emit(TokenKind::minus, 1);
      return true;
    case '*':
      if (!afterOperand()) return false;
      emit(TokenKind::star, 1);
      return true;
    case '%':
      if (!afterOperand()) return false;
      emit(TokenKind::percent, 1);
      return true;
    default:
      return false;
  }
}

// `||` between two operands of one line is another language's `or`; elsewhere it is a pipe too many.
void Lexer::pipe() {
  if (next() == '|' && afterOperand()) {
    const std::size_t follows = skipTrivia(text_, at_ + 2);
    const std::size_t nameEnd = fieldEnd(text_, follows);
    const bool callFollows = nameEnd > follows && nameEnd < text_.size() && text_[nameEnd] == '(' && !inExpression();
    const bool operandFollows = follows < text_.size() && text_.substr(follows, 1).find_first_of("|;})],") != 0;
    if (!newLine_ && !callFollows && operandFollows) {
      note(LexProblem::doublePipe, at_, at_ + 2);
      return emit(TokenKind::kwOr, 2);
    }
  }
  endStep();
  emit(TokenKind::pipe, 1);
}

Lexed lex(std::string_view text) {
  // More than a few forgotten quotes are no slip.
  constexpr std::size_t kMostRepairs = 8;
  std::vector<QuoteRepair> repairs;
  while (true) {
    Lexed lexed = Lexer(text, repairs).run();
    if (repairs.size() == kMostRepairs) return lexed;
    const auto repair = unpairedQuote(text, lexed);
    const auto place = [](const QuoteRepair& a, const QuoteRepair& b) { return a.at < b.at; };
    if (!repair || std::binary_search(repairs.begin(), repairs.end(), *repair, place)) return lexed;
    repairs.insert(std::upper_bound(repairs.begin(), repairs.end(), *repair, place), *repair);
  }
}

}  // namespace quarry::cql
