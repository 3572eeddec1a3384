#include "cursor.h"

#include "catalogue.h"

namespace spl {

using Kind = Token::Kind;

void fail(const Token& token, const std::string& what) { throw Wrong(token.begin, what); }

bool Cursor::isWord(std::string_view word, std::size_t ahead) const {
  return peek(ahead).kind == Kind::word && lower(peek(ahead).text) == word;
}

bool Cursor::isAnyOf(std::initializer_list<std::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return isWord(word); });
}

bool Cursor::accept(std::string_view sign) {
  if (!peek().is(sign)) return false;
  next();
  return true;
}

bool Cursor::acceptWord(std::string_view word) {
  if (!isWord(word)) return false;
  next();
  return true;
}

void Cursor::expect(std::string_view sign, const std::string& why) {
  if (!accept(sign)) fail(peek(), why);
}

bool Cursor::atField() const { return isField(peek()); }

Token Cursor::field(const std::string& why) {
  if (!atField()) fail(peek(), why);
  Token whole = next();
  while (atField() && peek().begin == whole.end) {
    whole.text += peek().text;
    whole.end = next().end;
  }
  return whole;
}

Token Cursor::name(const std::string& why) {
  Token whole = field(why);
  while (peek().begin == whole.end && (peek().is("(") || atField())) {
    if (peek().is("(")) {
      whole.end = group().second + 1;
      whole.text += "()";
    } else {
      whole.end = next().end;
    }
  }
  return whole;
}

// They may stand for anything, the next pipe included.
bool Cursor::onlyMacrosLeft() const {
  for (std::size_t i = at_; i + 1 < tokens_.size(); ++i)
    if (tokens_[i].kind != Kind::macro) return false;
  return true;
}

Cursor Cursor::withoutMacrosAtTheEnd() const {
  std::vector<Token> left = tokens_;
  const Token end = left.back();
  left.pop_back();
  while (!left.empty() && left.back().kind == Kind::macro) left.pop_back();
  left.push_back(end);
  return Cursor(std::move(left));
}

std::pair<std::size_t, std::size_t> Cursor::group() {
  const std::size_t open = peek().begin + 1;
  expect("(", "a parenthesis is missing");
  for (int depth = 1;;) {
    if (done()) fail(peek(), "a parenthesis that does not close");
    const Token& token = next();
    depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    if (depth == 0) return {open, token.begin};
  }
}

bool isField(const Token& token) {
  return token.kind == Kind::word || token.kind == Kind::text || token.kind == Kind::field || token.kind == Kind::macro;
}

bool isNumber(const std::string& text) {
  return !text.empty() && text.find_first_of("0123456789") != std::string::npos &&
         text.find_first_not_of("0123456789.eE+-") == std::string::npos;
}

bool isTemplate(const Token& token) {
  return token.kind == Kind::macro || token.text.find('$') != std::string::npos ||
         token.text.find("<<") != std::string::npos;
}

}  // namespace spl
