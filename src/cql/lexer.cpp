#include "cql/lexer.h"

#include <algorithm>
#include <optional>

#include "cql/characters.h"
#include "cql/reserved.h"
#include "quarry/base/text.h"

namespace quarry::cql {
namespace {

constexpr std::string_view kRegexFlags = "dgimF";
// Deeper nesting than the parser takes need not be understood.
constexpr std::size_t kMostFrames = 1000;

class Lexer {
 public:
  // A string that begins at `cutString` ends with its line.
  Lexer(std::string_view text, std::optional<std::size_t> cutString) : text_(text), cutString_(cutString) {}

  Lexed run();
  // Where the first string begins that goes on in a line which looks like the next step of the query.
  std::optional<std::size_t> suspiciousString() const { return suspiciousString_; }
  bool endsInsideString() const { return endsInsideString_; }

 private:
  enum class Mode : std::uint8_t { filter, expression };
  struct Frame {
    TokenKind opener;  // `end` for the query itself
    Mode mode;
    bool assigned;  // after `:=`: an expression until the step ends
  };

  // Context
  bool inExpression() const { return frames_.back().mode == Mode::expression || frames_.back().assigned; }
  TokenKind previous() const { return out_.tokens.empty() ? TokenKind::end : out_.tokens.back().kind; }
  bool afterOperand() const;
  bool afterFieldName() const;
  bool stepBeginsHere() const;
  void endStep();
  void open(TokenKind kind, Mode mode);
  void closeBracket(TokenKind kind, TokenKind opener);

  // Characters
  std::string_view rest() const { return text_.substr(at_); }
  bool looksAt(std::string_view text) const { return rest().substr(0, text.size()) == text; }
  char next(std::size_t offset = 1) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }
  char charAfterTrivia(std::size_t from) const;
  bool operatorFollows(std::size_t from) const;
  std::size_t lineEnd(std::size_t from);

  // Tokens
  void emit(TokenKind kind, std::size_t length);
  void emitTo(TokenKind kind, std::size_t end) { emit(kind, end - at_); }
  void note(LexProblem problem, std::size_t begin, std::size_t end);
  bool trivia();
  void token();
  bool operatorToken();
  bool bracketToken();
  void pipe();
  void word();
  void filterWord(std::size_t end);
  void expressionWord(std::size_t end);
  std::size_t oddCharactersEnd(std::size_t end);
  void string();
  void singleQuoted();
  void typographic();
  void backquoted();
  void regex();
  std::size_t closingSlash(bool mindClasses);
  std::size_t laterClosingSlash(std::size_t close);
  std::size_t flagsEnd(std::size_t at) const;
  void unclosedRegex();
  std::size_t multiLineRegexEnd();
  void parameter();
  void savedQuery();

  std::string_view text_;
  std::optional<std::size_t> cutString_;
  std::size_t at_ = 0;
  std::vector<Frame> frames_ = {{TokenKind::end, Mode::filter, false}};
  bool valueDue_ = false;  // a comparison operator stands before: `/` opens a regex, words are no keywords
  bool callDue_ = false;   // the next `(` opens the arguments of a call
  bool endsInsideString_ = false;
  std::optional<std::size_t> suspiciousString_;
  // Kept so that no input makes the lexer read a long line again and again.
  bool newLine_ = false;     // a line ended before the token at hand
  std::size_t lineEnd_ = 0;  // of the line last asked for, unless `lineBegin_` is beyond the question
  std::size_t lineBegin_ = 1;
  std::size_t openParameterLine_ = 0;  // the end of a line in which `?{` is not closed
  std::size_t lookahead_ = 200000;     // bytes that may still be read in search of the end of a regex over lines
  Lexed out_;
};

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

// `x := a` and `case {…}` are complete: another operand after them begins a step whose pipe was forgotten.
bool Lexer::stepBeginsHere() const {
  const Frame& frame = frames_.back();
  if (frame.mode == Mode::expression || frame.opener == TokenKind::leftParen) return false;
  const char c = text_[at_];
  const CharClass kind = charAt(text_, at_).kind;
  const bool operand = kind == CharClass::field || c == '"' || c == '$' || c == '?';
  if (!frame.assigned) return previous() == TokenKind::rightBrace && (operand || c == '*' || c == '!' || c == '/');
  if (!afterOperand() || !operand || c == '%' || c == '&') return false;
  const std::size_t end = fieldEnd(text_, at_);
  const std::string word = base::asciiLower(text_.substr(at_, end - at_));
  if (word == "and" || word == "or") return false;
  const char follows = charAfterTrivia(end);
  return newLine_ || follows == '(' || (follows == ':' && text_.substr(skipTrivia(text_, end), 2) == ":=");
}

void Lexer::endStep() {
  while (frames_.back().opener == TokenKind::leftParen || frames_.back().opener == TokenKind::leftBracket)
    frames_.pop_back();
  frames_.back().assigned = false;
}

void Lexer::open(TokenKind kind, Mode mode) {
  emit(kind, 1);
  if (frames_.size() < kMostFrames) frames_.push_back({kind, mode, false});
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
      return emit(TokenKind::semicolon, 1);
    case ',':
      return emit(TokenKind::comma, 1);
    case '/':
      if (inExpression() && afterOperand()) return emit(TokenKind::slash, 1);
      return regex();
    default:
      break;
  }
  if (bracketToken() || operatorToken()) return;
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
  for (const Operator& op : kOperators) {
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

void Lexer::filterWord(std::size_t end) {
  const std::string_view text = text_.substr(at_, end - at_);
  if (text.size() >= 2 && text.substr(text.size() - 2) == "//") note(LexProblem::trailingSlashes, at_, end);
  const bool value = valueDue_;
  const std::string lower = base::asciiLower(text);
  bool call = false;
  if (!value && !operatorFollows(end)) {
    const char follows = charAfterTrivia(end);
    if (lower == "and") return emitTo(TokenKind::kwAnd, end);
    if (lower == "or") return emitTo(TokenKind::kwOr, end);
    if (lower == "not") return emitTo(TokenKind::kwNot, end);
    if (lower == "case" && follows == '{') return emitTo(TokenKind::kwCase, end);
    if (lower == "match" && follows == '{' && afterFieldName()) return emitTo(TokenKind::kwMatch, end);
    if (lower == "like" && afterFieldName() && follows != '\0' && follows != '|' && follows != ';' && follows != ')') {
      emitTo(TokenKind::kwLike, end);
      valueDue_ = true;
      return;
    }
    const bool glued = end < text_.size() && text_[end] == '(';
    if (!glued && lower == "true") return emitTo(TokenKind::kwTrue, end);
    if (!glued && lower == "false") return emitTo(TokenKind::kwFalse, end);
    call = follows == '(' && isFunctionShaped(text) && (glued || isFunctionName(text));
  } else if (value) {
    // `a = lower(b)` is a mistake that the parser names; `a = b(c = d)` is a value and a group.
    call = end < text_.size() && text_[end] == '(' && isFunctionName(text);
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
    }
    // A star that nothing follows is no product: [Dns*, File*].
    std::size_t stars = end;
    while (stars < text_.size() && text_[stars] == '*') ++stars;
    if (stars != end) {
      const char follows = charAfterTrivia(stars);
      if (follows == '\0' || std::string_view(",)]|;}").find(follows) != std::string_view::npos) end = stars;
    }
  }
  const std::string lower = base::asciiLower(text_.substr(at_, end - at_));
  const char follows = charAfterTrivia(end);
  const bool named = follows == '=' && text_.substr(skipTrivia(text_, end), 2) != "==";
  if (!named) {
    if (afterOperand() && lower == "and") return emitTo(TokenKind::kwAnd, end);
    if (afterOperand() && lower == "or") return emitTo(TokenKind::kwOr, end);
    const bool operandFollows = follows != '\0' && std::string_view(",)]|;}").find(follows) == std::string_view::npos;
    if (!afterOperand() && lower == "not" && operandFollows) return emitTo(TokenKind::kwNot, end);
    if (follows != '(' && lower == "true") return emitTo(TokenKind::kwTrue, end);
    if (follows != '(' && lower == "false") return emitTo(TokenKind::kwFalse, end);
  }
  emitTo(TokenKind::word, end);
}

// --- literals ---

// Strings may span lines in practice (JSON in createEvents), though the published grammar has them end with the line.
void Lexer::string() {
  std::size_t end = at_ + 1;
  const std::size_t stop = cutString_ == at_ ? lineEnd(at_) : text_.size();
  bool suspicious = false, lineBegins = false;
  while (end < stop && text_[end] != '"') {
    if (lineBegins && text_[end] == '|') suspicious = true;
    lineBegins = text_[end] == '\n' || (lineBegins && charAt(text_, end).kind == CharClass::blank);
    end += text_[end] == '\\' && end + 1 < stop ? 2 : 1;
  }
  if (end < stop) {
    if (suspicious && !suspiciousString_) suspiciousString_ = at_;
    return emitTo(TokenKind::string, end + 1);
  }
  endsInsideString_ = true;
  end = lineEnd(at_);
  while (end > at_ + 1 && charAt(text_, end - 1).kind == CharClass::blank) --end;
  note(LexProblem::unterminatedString, at_, end);
  emitTo(TokenKind::string, end);
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
  std::size_t close = closingSlash(true);
  if (close == stop) close = first;
  if (close == stop) return unclosedRegex();
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
  if (!run.empty() && letters && runEnd - close <= 4) {
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
  for (std::size_t i = at_ + 1; i < lineEnd(at_); ++i) {
    const char c = text_[i];
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
  const auto skipString = [&] {
    for (++end; end < text_.size() && text_[end] != '"' && text_[end] != '\n'; ++end)
      if (text_[end] == '\\') ++end;
    end = std::min(end + 1, text_.size());
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
    skipString();
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
    ++end;
    while (end < lineEnd(at_) && text_[end] != '"') ++end;
    end = std::min(end + 1, lineEnd(at_));
  } else {
    end = patternEnd(text_, end);
  }
  if (end == at_ + 1) {
    note(LexProblem::invalidCharacter, at_, at_ + 1);
    return emit(TokenKind::invalid, 1);
  }
  emitTo(TokenKind::savedQuery, end);
}

}  // namespace

Lexed lex(std::string_view text) {
  Lexer lexer(text, std::nullopt);
  Lexed lexed = lexer.run();
  // A forgotten closing quote shows at the end of the text only: every string after it is inside out. The string that
  // swallowed the beginning of a step is the one that lacks it.
  if (lexer.endsInsideString() && lexer.suspiciousString()) return Lexer(text, lexer.suspiciousString()).run();
  return lexed;
}

}  // namespace quarry::cql
