#include "engine/letters.h"

#include <clocale>
#include <cwctype>

#include "quarry/base/text.h"

namespace quarry::engine::letters {

namespace {

// glibc has this locale built in.
locale_t unicodeLocale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

char32_t lower(char32_t c) { return static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicodeLocale())); }
char32_t upper(char32_t c) { return static_cast<char32_t>(towupper_l(static_cast<wint_t>(c), unicodeLocale())); }

template <class Map>
std::string mapped(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) base::appendUtf8(out, map(decode(text, at)));
  return out;
}

}  // namespace

char32_t decode(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const unsigned char first = byte(at);
  if (first < 0x80) return byte(at++);
  const unsigned more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t c = first & (0x3FU >> more);
  for (unsigned i = 1; i <= more; ++i) c = c << 6U | (byte(at + i) & 0x3FU);
  at += more + 1;
  return c;
}

std::string lower(std::string_view text) {
  return mapped(text, [](char32_t c) { return lower(c); });
}
std::string upper(std::string_view text) {
  return mapped(text, [](char32_t c) { return upper(c); });
}

// Upper case first: final sigma and sigma, long s and s have one upper case.
char32_t fold(char32_t c) {
  constexpr char32_t kDottedCapitalI = 0x130, kDotlessI = 0x131;  // they fold in Turkish only
  if (c == kDottedCapitalI || c == kDotlessI) return c;
  return lower(upper(c));
}

}  // namespace quarry::engine::letters
