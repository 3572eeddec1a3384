#include "rule/encode.h"

#include <array>
#include <cctype>

#include "quarry/base/text.h"

namespace quarry::rule {

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : kAlphabet[(group >> (18 - 6 * k)) & 63];
  }
  return out;
}

std::vector<std::string> base64Offsets(std::string_view bytes) {
  // The first characters mix with the bytes before the value, the last ones with those behind it.
  static constexpr std::array<std::size_t, 3> kStart = {0, 2, 3};
  static constexpr std::array<std::size_t, 3> kCut = {0, 3, 2};
  std::vector<std::string> forms;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string encoded = base64(std::string(offset, ' ') + std::string(bytes));
    const std::size_t cut = kCut[(bytes.size() + offset) % 3];
    if (encoded.size() <= kStart[offset] + cut) return {};
    forms.push_back(encoded.substr(kStart[offset], encoded.size() - kStart[offset] - cut));
  }
  return forms;
}

std::optional<std::string> utf16(std::string_view text, Wide form) {
  if (base::invalidUtf8(text)) return std::nullopt;
  std::string out = form == Wide::marked ? "\xFF\xFE" : "";
  const auto unit = [&](std::uint32_t u) {
    const char high = static_cast<char>(u >> 8), low = static_cast<char>(u & 0xFF);
    out += form == Wide::big ? high : low;
    out += form == Wide::big ? low : high;
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    if (point >= 0x10000) {
      unit(0xD800 + ((point - 0x10000) >> 10));
      unit(0xDC00 + ((point - 0x10000) & 0x3FF));
    } else {
      unit(point);
    }
    i += length;
  }
  return out;
}

}  // namespace quarry::rule
