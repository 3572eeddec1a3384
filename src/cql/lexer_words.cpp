// What a word is where it stands: a keyword, a name, a value or the name of a call.
#include <algorithm>

#include "cql/characters.h"
#include "cql/lexer_state.h"
#include "cql/reserved.h"
#include "quarry/base/text.h"

namespace quarry::cql {

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
    if (colons != std::string_view::npos && colons != 0) noteColons(text);
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

// Each run of more than one, all of which is written as one.
void Lexer::noteColons(std::string_view text) {
  for (std::size_t from = text.find("::"); from != std::string_view::npos;) {
    const std::size_t to = std::min(text.find_first_not_of(':', from), text.size());
    note(LexProblem::doubleColon, at_ + from, at_ + to);
    from = text.find("::", to);
  }
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

}  // namespace quarry::cql
