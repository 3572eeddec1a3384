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
    for (std::size_t k = 0; k < 3; ++k) group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
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
    if (encoded.size() > kStart[offset] + cut) forms.push_back(encoded.substr(kStart[offset], encoded.size() - kStart[offset] - cut));
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

std::vector<std::string> windashForms(std::string_view text) {
  // Hyphen, slash, en dash, em dash, horizontal bar: the Windows command line takes any of them before an option.
  static constexpr std::array<std::string_view, 5> kDashes = {"-", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"};
  const auto isWord = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0; };
  std::vector<std::string> forms = {""};
  std::size_t previousEnd = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t dash = 0;
    for (const std::string_view candidate : kDashes)
      if (text.substr(i).starts_with(candidate)) dash = candidate.size();
    // An option: not inside a word, and a word follows.
    const bool starts = dash > 0 && (i == 0 || !isWord(text[i - 1]) || previousEnd == i) && i + dash < text.size() && isWord(text[i + dash]);
    if (!starts) {
      const std::size_t length = dash > 0 ? dash : 1;
      for (std::string& form : forms) form += text.substr(i, length);
      i += length;
      continue;
    }
    std::vector<std::string> next;
    for (const std::string& form : forms)
      for (const std::string_view replacement : kDashes) next.push_back(form + std::string(replacement));
    forms = std::move(next);
    i += dash;
    previousEnd = i;
  }
  return forms;
}

}  // namespace quarry::rule
