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

std::size_t afterQuoted(std::string_view condition, std::size_t at) {
  const char quote = condition[at];
  const char before = at > 0 ? condition[at - 1] : ' ';
  const bool opens =
      quote == '"' || (quote == '\'' && std::string_view(" (,=<>@").find(before) != std::string_view::npos);
  if (!opens) return at + 1;
  for (std::size_t i = at + 1; i < condition.size(); ++i) {
    if (condition[i] == '\\' && before != '@')  // @"…" takes backslashes as they are
      ++i;
    else if (condition[i] == quote && before == '@' && i + 1 < condition.size() && condition[i + 1] == quote)
      ++i;  // @"…""…": a quote doubled is one of the text (kusto/scalar-data-types/string, verbatim)
    else if (condition[i] == quote)
      return i + 1;
  }
  return condition.size();
}

bool isBracketed(std::string_view text) {
  if (!text.starts_with('(')) return false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); i = afterQuoted(text, i)) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0) return i + 1 == text.size();
  }
  return false;
}

bool hasOperator(std::string_view condition, std::string_view op) {
  int depth = 0;
  for (std::size_t i = 0; i < condition.size(); i = afterQuoted(condition, i)) {
    depth += condition[i] == '(' ? 1 : condition[i] == ')' ? -1 : 0;
    if (depth == 0 && condition.substr(i).starts_with(op)) return true;
  }
  return false;
}

std::string unbracketed(std::string text) {
  if (isBracketed(text)) text = text.substr(1, text.size() - 2);
  return text;
}

}  // namespace quarry::target
