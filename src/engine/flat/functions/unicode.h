// Lengths and pieces of texts as people and as Java count them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quarry::engine::flat {

// UTF-16 units, what length() counts.
std::size_t utf16Length(std::string_view text);
// Byte offsets where grapheme clusters begin, and the end of the text: what text:length() counts.
std::vector<std::size_t> graphemes(const std::string& text);
// Text in one of the charsets that have a name in Java ("UTF-16LE", "ISO-8859-1"); bytes that are none become U+FFFD.
// False if the charset is not known.
bool decodeCharset(std::string_view bytes, const std::string& charset, std::string& out);

}  // namespace quarry::engine::flat
