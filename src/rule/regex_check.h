// Whether a regular expression is well-formed in every flavour: groups and classes closed, something to repeat.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quarry::rule {

struct RegexFault {
  std::size_t at = 0;  // byte of the expression
  std::string message;
};
std::optional<RegexFault> checkRegex(std::string_view regex);

}  // namespace quarry::rule
