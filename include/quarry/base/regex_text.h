// Text inside a regular expression.
#pragma once

#include <string>
#include <string_view>

namespace quarry::base {

// The text as a regular expression that matches it and nothing else: a backslash before each character that Java, PCRE
// and RE2 give a meaning outside sets, and before those in `also` (`/` where slashes end the expression).
std::string escapedForRegex(std::string_view text, std::string_view also = {});

}  // namespace quarry::base
