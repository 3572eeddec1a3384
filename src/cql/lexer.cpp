#include "cql/lexer.h"

#include <algorithm>

#include "cql/characters.h"
#include "cql/lexer_state.h"
#include "cql/reserved.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

// Deeper nesting than the parser takes need not be understood.
constexpr std::size_t kMostFrames = 1000;

}  // namespace

// --- context ---

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
    if (after && (operand || c == '*' || c == '!' || c == '/')) {
      const std::string word = base::asciiLower(text_.substr(at_, std::min<std::size_t>(3, text_.size() - at_)));
      const bool keyword = word.substr(0, 2) == "or" || word == "and";
      return !keyword || fieldEnd(text_, at_) != at_ + (word == "and" ? 3 : 2);
    }
    return kind == CharClass::field && stepCallBeginsHere();
  }
  if (!operand || c == '%' || c == '&') return false;
  const std::size_t end = fieldEnd(text_, at_);
  const std::string word = base::asciiLower(text_.substr(at_, end - at_));
  if (word == "and" || word == "or") return false;
  const char follows = charAfterTrivia(end);
  return newLine_ || follows == '(' || (follows == ':' && text_.substr(skipTrivia(text_, end), 2) == ":=");
}

bool Lexer::stepCallBeginsHere() const {
  if (valueDue_) return false;
  const std::size_t end = patternEnd(text_, at_);
  return end < text_.size() && text_[end] == '(' && isStepFunction(text_.substr(at_, end - at_));
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

// --- tokens ---

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

// --- words ---

void Lexer::word() {
  const bool expression = inExpression();
  // A value may hold any pattern character; a name in an expression ends at an operator.
  const bool pattern = !expression || text_[at_] == '*';
  std::size_t end = pattern ? patternEnd(text_, at_) : fieldEnd(text_, at_);
  if (end == at_) end += charAt(text_, at_).length;
  if (text_.substr(at_, end - at_) == "&&") {
    note(LexProblem::doubleAmpersand, at_, end);
    return emitTo(TokenKind::kwAnd, end);
  }
  const std::size_t odd = oddCharactersEnd(end);
  if (odd != end) {
    note(LexProblem::oddCharacter, at_, odd);
    return emitTo(TokenKind::word, odd);
  }
  if (expression) return expressionWord(end);
  filterWord(end);
}

// `DC01$`, `O'Brien`: the service rejects these characters outside of quotes, but one word was meant.
std::size_t Lexer::oddCharactersEnd(std::size_t end) {
  const auto odd = [&](std::size_t i) {
    if (i >= text_.size()) return false;
    if (text_[i] == '!') return text_.substr(i, 2) != "!=" && text_.substr(i, 2) != "!~" && text_.substr(i, 2) != "!(";
    return text_[i] == '$' || text_[i] == '\'' || text_[i] == '?';
  };
  while (odd(end)) {
    ++end;
    end = patternEnd(text_, end);
  }
  return end;
}

// `case` and `match` are keywords only before a brace, or where one was clearly forgotten; and a word before a brace
// is nothing else.
bool Lexer::blockKeyword(std::size_t end, std::string_view lower, char follows) {
  if (follows != '{') {
    if (!braceIsMissing(end, lower, follows)) return false;
    emitTo(lower == "case" ? TokenKind::kwCase : TokenKind::kwMatch, end);
    return true;
  }
  static constexpr std::string_view kKeywords[] = {"case", "match"};
  const auto meant = base::closest(lower, kKeywords);
  if (!meant) return false;
  const bool match = *meant == "match";
  // `x match {`; a `match {` that begins a step lacks its field, which the grammar says.
  if (match ? !(afterFieldName() || (lower == "match" && atStepBegin())) : !atStepBegin() && lower != "case")
    return false;
  if (lower != *meant) note(LexProblem::misspeltKeyword, at_, end);
  emitTo(match ? TokenKind::kwMatch : TokenKind::kwCase, end);
  return true;
}

bool Lexer::braceIsMissing(std::size_t end, std::string_view lower, char follows) const {
  if (follows == '\0' || std::string_view("|;)}(,").find(follows) != std::string_view::npos) return false;
  if (lower == "case") return atStepBegin();
  if (lower != "match" || !afterFieldName() || !atStepBegin(1)) return false;
  const std::size_t arrow = text_.substr(end, 300).find("=>");
  return arrow != std::string_view::npos && arrow < text_.substr(end, 300).find('|');
}

void Lexer::filterWord(std::size_t end) {
  const std::string_view text = text_.substr(at_, end - at_);
  if (text.size() >= 2 && text.substr(text.size() - 2) == "//") note(LexProblem::trailingSlashes, at_, end);
  const bool value = valueDue_;
  const bool glued = end < text_.size() && text_[end] == '(';
  bool call = false;
  // No keyword is longer; nearly all words are.
  constexpr std::size_t kLongest = 6;
  if (!value && !operatorFollows(end)) {
    const char follows = charAfterTrivia(end);
    if (text.size() <= kLongest) {
      const std::string lower = base::asciiLower(text);
      if (lower == "and") return emitTo(TokenKind::kwAnd, end);
      if (lower == "or") return emitTo(TokenKind::kwOr, end);
      if (lower == "not") return emitTo(TokenKind::kwNot, end);
      if (blockKeyword(end, lower, follows)) return;
      if (lower == "like" && afterFieldName() && follows != '\0' && follows != '|' && follows != ';' &&
          follows != ')') {
        emitTo(TokenKind::kwLike, end);
        valueDue_ = true;
        return;
      }
      if (!glued && lower == "true") return emitTo(TokenKind::kwTrue, end);
      if (!glued && lower == "false") return emitTo(TokenKind::kwFalse, end);
    }
    const std::size_t colons = glued ? text.find("::") : std::string_view::npos;
    if (colons != std::string_view::npos && colons != 0) note(LexProblem::doubleColon, at_ + colons, at_ + colons + 2);
    call = follows == '(' && ((isFunctionShaped(text) && (glued || isFunctionName(text))) ||
                              (colons != std::string_view::npos && colons != 0));
    if (call && isStepFunction(text)) frames_.back().stepCall = true;
  } else if (value) {
    // `a = and b = 1` lacks its value.
    if (text.size() <= 3) {
      const std::string lower = base::asciiLower(text);
      const char follows = lower == "and" || lower == "or" ? charAfterTrivia(end) : '\0';
      if (follows != '\0' && std::string_view("|;)},").find(follows) == std::string_view::npos)
        return emitTo(lower == "and" ? TokenKind::kwAnd : TokenKind::kwOr, end);
    }
    // `a = lower(b)` is a mistake that the parser names; `a = b(c = d)` is a value and a group.
    call = glued && isFunctionName(text);
  }
  emitTo(TokenKind::word, end);
  callDue_ = call;
}

void Lexer::expressionWord(std::size_t end) {
  if (text_[at_] != '*') {
    // A colon belongs to a function's name or names an attribute: array:length(x), include: [a].
    if (end < text_.size() && text_[end] == ':' && isFunctionShaped(text_.substr(at_, end - at_))) {
      const std::size_t nameEnd = fieldEnd(text_, end + 1);
      if (isFunctionShaped(text_.substr(at_, nameEnd - at_)) && charAfterTrivia(nameEnd) == '(') end = nameEnd;
      if (const std::size_t doubled = fieldEnd(text_, end + 2);
          next(end + 1 - at_) == ':' && doubled < text_.size() && text_[doubled] == '(') {
        note(LexProblem::doubleColon, end, end + 2);
        end = doubled;
      }
    }
    // A star that nothing follows is no product: [Dns*, File*].
    std::size_t stars = end;
    while (stars < text_.size() && text_[stars] == '*') ++stars;
    if (stars != end) {
      const char follows = charAfterTrivia(stars);
      if (follows == '\0' || std::string_view(",)]|;}").find(follows) != std::string_view::npos) end = stars;
    }
  }
  if (end - at_ > 5) return emitTo(TokenKind::word, end);  // no keyword is longer
  const std::string lower = base::asciiLower(text_.substr(at_, end - at_));
  const char follows = charAfterTrivia(end);
  const bool named = follows == '=' && text_.substr(skipTrivia(text_, end), 2) != "==";
  if (!named) {
    if (afterOperand() && lower == "and") return emitTo(TokenKind::kwAnd, end);
    if (afterOperand() && lower == "or") return emitTo(TokenKind::kwOr, end);
    const bool operandFollows = follows != '\0' && std::string_view(",)]|;}").find(follows) == std::string_view::npos;
    if (!afterOperand() && lower == "not" && operandFollows) return emitTo(TokenKind::kwNot, end);
    if (follows == '{' && lower == "case") return emitTo(TokenKind::kwCase, end);
    if (follows == '{' && lower == "match") return emitTo(TokenKind::kwMatch, end);
    if (follows != '(' && lower == "true") return emitTo(TokenKind::kwTrue, end);
    if (follows != '(' && lower == "false") return emitTo(TokenKind::kwFalse, end);
  }
  emitTo(TokenKind::word, end);
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
