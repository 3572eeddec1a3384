// Whether the brackets of a regular expression balance: what every flavour of regular expressions refuses.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace quarry::cql {

enum class RegexFault : unsigned char { unclosedGroup, unopenedGroup, unclosedClass };

struct RegexTrouble {
  RegexFault fault{};
  std::size_t at = 0;  // of the bracket, in the pattern
};

// `pattern` is what stands between the slashes.
std::optional<RegexTrouble> troubleOf(std::string_view pattern);

}  // namespace quarry::cql
