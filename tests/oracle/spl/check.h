// Is a text a well-formed SPL search? Structure only: commands, options, functions, quoting, brackets, expressions.
#pragma once

#include <string>
#include <vector>

#include "catalogue.h"
#include "tokens.h"

namespace spl {

// The tokens of a stage, read from left to right.
class Cursor {
 public:
  explicit Cursor(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool done() const { return peek().kind == Token::Kind::end; }
  bool isWord(const std::string& word, std::size_t ahead = 0) const;  // whatever its case
  bool accept(std::string_view sign);
  bool acceptWord(const std::string& word);
  void expect(std::string_view sign, const std::string& why);

 private:
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

[[noreturn]] void fail(const Token& token, const std::string& what);

class Checker {
 public:
  explicit Checker(const Catalogue& catalogue) : catalogue_(catalogue) {}

  // Throws Wrong.
  void check(const std::string& query);

 private:
  void pipeline(std::string_view text, std::size_t begin, bool mayContinue);
  void stage(const Stage& stage, bool first, bool mayContinue);
  void subsearch(const Token& token, bool mayContinue = false);

  // search.cpp
  void search(std::string_view text, std::size_t begin);
  void searchOr(Cursor& in);
  void searchAnd(Cursor& in);
  void searchTerm(Cursor& in);
  void comparison(Cursor& in);
  void searchUntil(Cursor& in);

  // expression.cpp
  void expression(std::string_view text, std::size_t begin);
  void either(Cursor& in);
  void both(Cursor& in);
  void negated(Cursor& in);
  void compared(Cursor& in);
  void sum(Cursor& in);
  void product(Cursor& in);
  void value(Cursor& in);
  void call(Cursor& in, const Token& name);

  // commands.cpp
  void command(const Command& command, std::string_view arguments, std::size_t begin);
  void options(const Command& command, Cursor& in);
  void option(const Command& command, const std::string& name, const std::string& type, Cursor& in);
  void assignments(std::string_view text, std::size_t begin);
  void aggregates(const Command& command, Cursor& in);
  void aggregate(Cursor& in);
  void arguments(const Command& command, Cursor& in);
  void fieldList(Cursor& in, const std::string& what, bool clauses = true);
  void renames(Cursor& in);
  void sortKeys(Cursor& in);
  void extraction(const Command& command, Cursor& in);
  void lookup(Cursor& in);
  void tstats(const Command& command, Cursor& in);
  void conversions(Cursor& in);
  void rest(const Command& command, Cursor& in);

  const Catalogue& catalogue_;
  std::string query_;
};

}  // namespace spl
