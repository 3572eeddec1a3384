// The lexer at work: private to lexer*.cpp.
#pragma once

#include <cstddef>
#include <optional>

#include "cql/lexer.h"

namespace quarry::cql {

class Lexer {
 public:
  Lexer(std::string_view text, const std::vector<QuoteRepair>& repairs) : text_(text), repairs_(repairs) {}

  Lexed run();

 private:
  enum class Mode : std::uint8_t { filter, expression };
  struct Frame {
    TokenKind opener;  // `end` for the query itself
    Mode mode;
    bool assigned = false;  // after `:=`: an expression until the step ends
    bool arms = false;      // the braces of a `match`
    bool guardDue = false;  // in them, before the `=>` of an arm
    bool stepCall = false;  // after a call that can only be a step of its own
  };

  // Context
  bool inExpression() const { return frames_.back().mode == Mode::expression || frames_.back().assigned; }
  TokenKind previous() const { return out_.tokens.empty() ? TokenKind::end : out_.tokens.back().kind; }
  bool afterOperand() const;
  bool afterFieldName() const;
  bool stepBeginsHere() const;
  bool stepCallBegins(std::size_t at) const;
  bool atStepBegin(std::size_t tokensBack = 0) const;
  bool blockKeyword(std::size_t end, std::string_view lower, char follows);
  bool braceIsMissing(std::size_t end, std::string_view lower, char follows) const;
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
  bool arrowToken();
  bool bracketToken();
  void pipe();
  void word();
  void filterWord(std::size_t end);
  void noteColons(std::string_view text);
  void expressionWord(std::size_t end);
  std::size_t oddCharactersEnd(std::size_t end);
  void string();
  bool repairedQuote();
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
  const std::vector<QuoteRepair>& repairs_;  // ordered by place
  std::size_t at_ = 0;
  std::vector<Frame> frames_ = {{TokenKind::end, Mode::filter}};
  bool valueDue_ = false;  // a comparison operator stands before: `/` opens a regex, words are no keywords
  bool callDue_ = false;   // the next `(` opens the arguments of a call
  // Kept so that no input makes the lexer read a long line again and again.
  bool newLine_ = false;     // a line ended before the token at hand
  std::size_t lineEnd_ = 0;  // of the line last asked for, unless `lineBegin_` is beyond the question
  std::size_t lineBegin_ = 1;
  std::size_t openParameterLine_ = 0;  // the end of a line in which `?{` is not closed
  std::size_t lookahead_ = 1000000;    // bytes that may still be read in search of the true end of a regex
  Lexed out_;
};

}  // namespace quarry::cql
