// What the literals of CQL stand for: strings, regexes, parameters.
#include <algorithm>

#include "quarry/cql/view.h"

namespace quarry::cql {
namespace {

// Opening and closing quotes are one byte each, except typographic ones (three bytes of UTF-8).
std::size_t quoteLength(std::string_view text) { return !text.empty() && (text[0] & 0x80) != 0 ? 3 : 1; }

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Where a string that begins at `text[0]` ends, or the first `=` or the end for a bare word.
std::size_t partEnd(std::string_view text) {
  if (text.empty() || text[0] != '"') return std::min(text.find('='), text.size());
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

std::string part(std::string_view text) {
  text = trimmed(text);
  return !text.empty() && text[0] == '"' ? decodeString(text) : std::string(text);
}

}  // namespace

std::string decodeString(std::string_view quoted) {
  const std::size_t quote = quoteLength(quoted);
  quoted.remove_prefix(std::min(quote, quoted.size()));
  if (quoted.size() >= quote) quoted.remove_suffix(quote);
  std::string text;
  text.reserve(quoted.size());
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const char next = quoted[i] == '\\' && i + 1 < quoted.size() ? quoted[i + 1] : '\0';
    switch (next) {
      case '"':
      case '\\':
        text += next;
        ++i;
        break;
      case 'n':
        text += '\n';
        ++i;
        break;
      default:
        text += quoted[i];
    }
  }
  return text;
}

std::string quoteString(std::string_view text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n')
      quoted += "\\n";
    else
      quoted += c;
  }
  return quoted + '"';
}

std::string decoded(const Tree& tree, std::uint32_t token) {
  const std::string_view text = tree.tokenText(token);
  switch (tree.tokens[token].kind) {
    case TokenKind::string:
      return decodeString(text);
    case TokenKind::backquoted:
      return std::string(text.size() < 2 ? text : text.substr(1, text.size() - 2));
    default:
      return std::string(text);
  }
}

std::string slashed(std::string_view pattern) {
  std::string text = "/";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size())
      text += pattern[i++];
    else if (pattern[i] == '/')
      text += '\\';
    text += pattern[i];
  }
  return text + "/";
}

RegexLiteral regexLiteral(std::string_view text) {
  const std::size_t close = text.rfind('/');
  if (close == std::string_view::npos || close == 0) return {text.substr(text.empty() ? 0 : 1), {}};
  return {text.substr(1, close - 1), text.substr(close + 1)};
}

ParameterText parameterText(std::string_view text) {
  text.remove_prefix(std::min<std::size_t>(1, text.size()));
  if (text.empty() || text[0] != '{') return {part(text), std::nullopt};
  text.remove_prefix(1);
  if (!text.empty() && text.back() == '}') text.remove_suffix(1);
  text = trimmed(text);
  const std::size_t nameEnd = partEnd(text);
  const std::size_t equals = text.find('=', nameEnd);
  if (equals == std::string_view::npos) return {part(text), std::nullopt};
  return {part(text.substr(0, nameEnd)), part(text.substr(equals + 1))};
}

}  // namespace quarry::cql
