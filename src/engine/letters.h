// Upper and lower case of Unicode text, the same wherever the program runs.
#pragma once

#include <string>
#include <string_view>

namespace quarry::engine::letters {

std::string lower(std::string_view text);
std::string upper(std::string_view text);
// One character in the form that all its cases share (Unicode's simple case folding).
char32_t fold(char32_t c);
// Reads one character of valid UTF-8 and moves on.
char32_t decode(std::string_view text, std::size_t& at);

}  // namespace quarry::engine::letters
