#include "cql/characters.h"

#include <algorithm>
#include <array>

namespace quarry::cql {
namespace {

constexpr std::string_view kFieldPunctuation = "#%&.@\\^_";
constexpr std::string_view kPatternPunctuation = "*+-:~/";

constexpr bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool isAsciiDigit(char c) { return c >= '0' && c <= '9'; }

constexpr CharClass asciiClass(char c) {
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') return CharClass::blank;
  if (c < ' ' || c == 0x7F) return CharClass::control;
  if (isLetter(c) || isAsciiDigit(c) || kFieldPunctuation.find(c) != std::string_view::npos) return CharClass::field;
  if (kPatternPunctuation.find(c) != std::string_view::npos) return CharClass::pattern;
  return CharClass::punctuation;
}

// Every character of a query is looked up, most of them more than once.
constexpr auto kAscii = [] {
  std::array<CharClass, 0x80> table{};
  for (std::size_t c = 0; c < table.size(); ++c) table[c] = asciiClass(static_cast<char>(c));
  return table;
}();

// The published table ends with Latin-1; letters of other scripts are taken as letters (unverified).
CharClass wideClass(char32_t c) {
  switch (c) {
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x2060:
    case 0x3000:
    case 0xFEFF:
      return CharClass::invisible;
    case 0xAC:
      return CharClass::pattern;
    case 0xAB:
    case 0xBB:
    case 0xAD:
      return CharClass::control;
    case 0x2018:
    case 0x201C:
      return CharClass::openQuote;
    case 0x2019:
    case 0x201D:
      return CharClass::closeQuote;
    default:
      break;
  }
  if (c >= 0x2000 && c <= 0x200D) return CharClass::invisible;
  return c < 0xA1 ? CharClass::control : CharClass::field;
}

bool isNameChar(char c) { return isLetter(c) || isDigit(c) || c == '_'; }

}  // namespace

bool isDigit(char c) { return isAsciiDigit(c); }

Char charAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {kAscii[lead], 1};
  const std::size_t length = std::min<std::size_t>(lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2, text.size() - at);
  char32_t point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) point = (point << 6) | (byte(i) & 0x3FU);
  return {wideClass(point), length};
}

std::size_t indexEnd(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '[') return at;
  std::size_t end = at + 1;
  while (end < text.size() && isDigit(text[end])) ++end;
  return end < text.size() && text[end] == ']' ? end + 1 : at;
}

std::size_t patternEnd(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    // `:` is a character of values, yet `foo:=1` assigns.
    if (text[at] == ':' && text.substr(at, 2) == ":=") return at;
    if (text[at] == '[') {
      const std::size_t end = indexEnd(text, at);
      if (end == at) return at;
      at = end;
      continue;
    }
    const Char c = charAt(text, at);
    if (c.kind != CharClass::field && c.kind != CharClass::pattern) return at;
    at += c.length;
  }
  return at;
}

std::size_t fieldEnd(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '[') {
      const std::size_t end = indexEnd(text, at);
      if (end == at) return at;
      at = end;
      continue;
    }
    const Char c = charAt(text, at);
    if (c.kind != CharClass::field) return at;
    at += c.length;
  }
  return at;
}

bool isFunctionShaped(std::string_view word) {
  bool partBegins = true;
  for (char c : word) {
    if (c == ':') {
      if (partBegins) return false;
      partBegins = true;
    } else {
      if (!isNameChar(c) || (partBegins && isDigit(c))) return false;
      partBegins = false;
    }
  }
  return !partBegins;
}

std::size_t skipTrivia(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (text[at] == '/') {
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      if (next == '/') {
        at = std::min(text.find('\n', at), text.size());
      } else if (next == '*') {
        // Comments do not nest; one that is not closed runs to the end.
        const std::size_t close = text.find("*/", at + 2);
        at = close == std::string_view::npos ? text.size() : close + 2;
      } else {
        return at;
      }
      continue;
    }
    const Char c = charAt(text, at);
    if (c.kind != CharClass::blank && c.kind != CharClass::invisible) return at;
    at += c.length;
  }
  return at;
}

}  // namespace quarry::cql
