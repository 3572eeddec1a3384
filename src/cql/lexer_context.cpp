// What the lexer knows of its place: what stands before it, what follows, and whether a step begins.
#include <algorithm>

#include "cql/characters.h"
#include "cql/lexer_state.h"
#include "cql/reserved.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

// Deeper nesting than the parser takes need not be understood.
constexpr std::size_t kMostFrames = 2 * base::limit::kQueryLevels;

}  // namespace

bool Lexer::afterOperand() const {
  switch (previous()) {
    case TokenKind::word:
    case TokenKind::string:
    case TokenKind::regex:
    case TokenKind::parameter:
    case TokenKind::backquoted:
    case TokenKind::kwTrue:
    case TokenKind::kwFalse:
    case TokenKind::rightParen:
    case TokenKind::rightBracket:
    case TokenKind::rightBrace:
      return true;
    default:
      return false;
  }
}

bool Lexer::afterFieldName() const {
  return previous() == TokenKind::word || previous() == TokenKind::string || previous() == TokenKind::backquoted;
}

// Whether the token that many before the next one is the first of its step.
bool Lexer::atStepBegin(std::size_t tokensBack) const {
  const auto& tokens = out_.tokens;
  if (tokens.size() <= tokensBack) return tokens.size() == tokensBack;
  switch (tokens[tokens.size() - 1 - tokensBack].kind) {
    case TokenKind::pipe:
    case TokenKind::semicolon:
    case TokenKind::leftBrace:
    case TokenKind::arrow:
      return true;
    default:
      return false;
  }
}

// `x := a`, `case {…}` and `groupBy(…)` are complete: another operand after them begins a step whose pipe was
// forgotten. So does a call that is no condition, whatever stands before it.
bool Lexer::stepBeginsHere() const {
  const Frame& frame = frames_.back();
  if (frame.mode == Mode::expression || frame.opener == TokenKind::leftParen || !afterOperand()) return false;
  const char c = text_[at_];
  const CharClass kind = charAt(text_, at_).kind;
  const bool operand = kind == CharClass::field || c == '"' || c == '$' || c == '?';
  if (!frame.assigned) {
    const bool after = previous() == TokenKind::rightBrace || (previous() == TokenKind::rightParen && frame.stepCall);
    // What stands in parentheses behind `groupBy(key)` may be its aggregates.
    if (after && c == '(') return !stepCallBegins(skipTrivia(text_, at_ + 1));
    if (after && (operand || c == '*' || c == '!' || c == '/')) {
      const std::string word = base::asciiLower(text_.substr(at_, std::min<std::size_t>(3, text_.size() - at_)));
      const bool keyword = word.substr(0, 2) == "or" || word == "and";
      return !keyword || fieldEnd(text_, at_) != at_ + (word == "and" ? 3 : 2);
    }
    return kind == CharClass::field && !valueDue_ && stepCallBegins(at_);
  }
  if (!operand || c == '%' || c == '&') return false;
  const std::size_t end = fieldEnd(text_, at_);
  const std::string word = base::asciiLower(text_.substr(at_, end - at_));
  if (word == "and" || word == "or") return false;
  const char follows = charAfterTrivia(end);
  return newLine_ || follows == '(' || (follows == ':' && text_.substr(skipTrivia(text_, end), 2) == ":=");
}

bool Lexer::stepCallBegins(std::size_t at) const {
  const std::size_t end = patternEnd(text_, at);
  return charAfterTrivia(end) == '(' && isStepFunction(text_.substr(at, end - at));
}

void Lexer::endStep() {
  while (frames_.back().opener == TokenKind::leftParen || frames_.back().opener == TokenKind::leftBracket)
    frames_.pop_back();
  frames_.back().assigned = frames_.back().stepCall = false;
}

void Lexer::open(TokenKind kind, Mode mode) {
  const bool arms = kind == TokenKind::leftBrace && previous() == TokenKind::kwMatch;
  emit(kind, 1);
  if (frames_.size() < kMostFrames) frames_.push_back({.opener = kind, .mode = mode, .arms = arms, .guardDue = arms});
}

// A closing bracket without its opening one changes nothing; one that skips others closes them.
void Lexer::closeBracket(TokenKind kind, TokenKind opener) {
  emit(kind, 1);
  for (std::size_t i = frames_.size(); i-- > 1;) {
    if (frames_[i].opener == opener) {
      frames_.resize(i);
      return;
    }
    if (frames_[i].opener == TokenKind::leftBrace) return;
  }
}

// --- characters ---

std::size_t Lexer::lineEnd(std::size_t from) {
  if (from < lineBegin_ || from > lineEnd_) {
    lineBegin_ = from;
    lineEnd_ = std::min(text_.find('\n', from), text_.size());
  }
  return lineEnd_;
}

char Lexer::charAfterTrivia(std::size_t from) const {
  const std::size_t at = skipTrivia(text_, from);
  return at < text_.size() ? text_[at] : '\0';
}

// Whether what was read up to `from` is the left side of something: then it is a name, whatever it says.
bool Lexer::operatorFollows(std::size_t from) const {
  const std::size_t at = skipTrivia(text_, from);
  if (at >= text_.size()) return false;
  const std::string_view follows = text_.substr(at, 2);
  if (follows[0] == '=' || follows[0] == '<' || follows[0] == '>') return follows != "=>";
  return follows == "!=" || follows == ":=" || follows == "!~";
}

}  // namespace quarry::cql
