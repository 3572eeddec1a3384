// Cuts SPL into stages and stages into tokens. What a character means depends on the command: in a search `a-b*` is one
// word, in an expression it is arithmetic.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace spl {

// What is wrong, at an offset into the query.
struct Wrong : std::runtime_error {
  std::size_t at;
  Wrong(std::size_t offset, const std::string& what) : std::runtime_error(what), at(offset) {}
};

struct Token {
  enum class Kind { word, text, field, sign, macro, subsearch, end };  // text: "…", field: '…'
  Kind kind = Kind::end;
  std::string text;       // a subsearch: what stands in its brackets
  std::size_t begin = 0;  // in the query
  std::size_t end = 0;

  bool is(std::string_view sign) const { return kind == Kind::sign && text == sign; }
};

struct Stage {
  std::string_view text;  // without its pipe
  std::size_t begin = 0;
};

// The stages of a pipeline. A leading pipe gives an empty first stage. Throws Wrong on a quote, bracket, macro or
// comment that does not end.
std::vector<Stage> stagesOf(std::string_view pipeline, std::size_t begin);

enum class Manner { search, expression };
std::vector<Token> tokensOf(std::string_view text, std::size_t begin, Manner manner);

}  // namespace spl
