// Sigma's encoders: what a text looks like inside an encoded command line. All of them work on bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::rule {

std::string base64(std::string_view bytes);
// The parts of the three base64 texts (the value at byte offset 0, 1 or 2) that do not depend on what surrounds it.
// None at all if one of them would be empty: leaving it out would miss the value there, keeping it would match
// everything.
std::vector<std::string> base64Offsets(std::string_view bytes);

enum class Wide { little, big, marked };  // marked: little-endian after the byte order mark FF FE
// UTF-16; none if the text is not UTF-8.
std::optional<std::string> utf16(std::string_view text, Wide form);

}  // namespace quarry::rule
