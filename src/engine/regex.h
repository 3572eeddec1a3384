// Regular expressions, run by PCRE2 with a limit on the work that one match may take.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "quarry/ir/pattern.h"

namespace quarry::engine {

class Regex {
 public:
  enum class Result { no, yes, limit };

  // An error message if the library does not take the pattern.
  static std::string check(const ir::Regex& regex);
  // The pattern has to be good.
  explicit Regex(const ir::Regex& regex);

  // Whether it matches anywhere in the text, which is valid UTF-8.
  Result find(std::string_view text) const;
  const std::string& text() const { return text_; }
  // Start and end of the last match's groups (npos, npos for one that took no part); 0 is the whole match.
  std::pair<std::size_t, std::size_t> group(std::size_t number) const;
  std::size_t groups() const;
  // The number of a named group; 0 if there is none.
  std::size_t groupNamed(const std::string& name) const;
  // As find(), but from an offset on.
  Result findFrom(std::string_view text, std::size_t offset) const;

 private:
  struct Compiled;
  std::shared_ptr<Compiled> compiled_;
  std::string text_;
};

}  // namespace quarry::engine
