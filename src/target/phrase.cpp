#include "target/phrase.h"

#include <array>
#include <charconv>
#include <system_error>

namespace quarry::target {

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string_view orderSign(ir::Op op) {
  switch (op) {
    case ir::Op::less:
      return "<";
    case ir::Op::lessEqual:
      return "<=";
    case ir::Op::greater:
      return ">";
    default:
      return ">=";
  }
}

std::string lineComments(std::span<const std::string> lines, std::string_view mark) {
  std::string out;
  for (const std::string& line : lines) {
    out += mark;
    out += line;
    out += '\n';
  }
  return out;
}

namespace {

// Behind the literal that begins at `at`: `@"…"` doubles its quotes, in others a backslash takes their meaning away.
std::size_t afterLiteral(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool verbatim = at > 0 && text[at - 1] == '@';
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\' && !verbatim)
      ++i;
    else if (text[i] == quote && verbatim && text.substr(i + 1).starts_with(quote))
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  return text.size();
}

}  // namespace

bool isBracketed(std::string_view text) {
  if (!text.starts_with('(')) return false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '"' || text[i] == '\'') {
      i = afterLiteral(text, i);
      continue;
    }
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    ++i;
    if (depth == 0) return i == text.size();
  }
  return false;
}

std::string plainNumber(double value) {
  std::array<char, 1100> digits{};  // the longest, 2^-1074, has 1076
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return error == std::errc{} ? std::string(digits.data(), end) : std::string("0");
}

}  // namespace quarry::target
