// The tokens of a stage, read from left to right.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokens.h"

namespace spl {

[[noreturn]] void fail(const Token& token, const std::string& what);

class Cursor {
 public:
  explicit Cursor(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool done() const { return peek().kind == Token::Kind::end; }
  bool isWord(std::string_view word, std::size_t ahead = 0) const;  // whatever its case
  bool isAnyOf(std::initializer_list<std::string_view> words) const;
  bool isOption() const { return peek().kind == Token::Kind::word && peek(1).is("="); }
  bool accept(std::string_view sign);
  bool acceptWord(std::string_view word);
  void expect(std::string_view sign, const std::string& why);

  // A name, together with what follows without a blank: a.b, "a"."b", a-"b". Throws Wrong if there is none.
  Token field(const std::string& why);
  // The same, where a name may be that of an aggregate or hold parentheses: sum(bytes), size(MB).
  Token name(const std::string& why);
  bool onlyMacrosLeft() const;
  Cursor withoutMacrosAtTheEnd() const;
  std::size_t size() const { return tokens_.size() - 1; }  // without the end
  bool atField() const;

  // What stands between the parenthesis here and the one that closes it; the cursor is then behind that.
  std::pair<std::size_t, std::size_t> group();

 private:
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

bool isField(const Token& token);
bool isNumber(const std::string& text);  // as SPL writes them
bool isTemplate(const Token& token);     // $token$ of a dashboard, `macro`: may become anything

}  // namespace spl
