#include "target/phrase.h"

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

bool isBracketed(const std::string& text) {
  if (!text.starts_with('(')) return false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0) return i + 1 == text.size();
  }
  return false;
}

}  // namespace quarry::target
