#include "target/cql/quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "quarry/base/numeral.h"
#include "quarry/base/text.h"

namespace quarry::target::cql {

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

namespace {

bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '#' || c == '@';
}

// Words that begin something else where a name stands alone: `not := 1` negates a filter (reserved words).
bool isKeyword(std::string_view name) {
  static constexpr std::string_view kWords[] = {"and", "or", "not", "like", "true", "false", "case", "match"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return base::equalsIgnoringCase(name, word); });
}

// The characters of an unquoted field name, and behind the first of them array indexes. `%`, `&`, `^` and `\` are
// allowed by the grammar (LogScale grammar subset, character table) but read as operators in expressions elsewhere:
// quoted here.
bool isPlainName(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (isNameCharacter(name[i])) continue;
    if (name[i] != '[' || i == 0) return false;
    for (++i; i < name.size() && name[i] >= '0' && name[i] <= '9';) ++i;
    if (i == name.size() || name[i] != ']') return false;
  }
  return !name.empty() && !isKeyword(name);
}

}  // namespace

std::string fieldName(std::string_view name) { return isPlainName(name) ? std::string(name) : quote(name); }

std::string fieldInExpression(std::string_view name) {
  return isPlainName(name) ? std::string(name) : "getField(" + quote(name) + ")";
}

std::string regexLiteral(const ir::Regex& regex) {
  std::string out = "/";
  for (std::size_t i = 0; i < regex.text.size(); ++i) {
    const char c = regex.text[i];
    if (c == '\\' && i + 1 < regex.text.size()) {
      const char next = regex.text[++i];
      out += c;
      // An escaped line break is a line break.
      out += next == '\n' ? 'n' : next;
    } else if (c == '/') {
      out += "\\/";
    } else if (c == '\n') {
      out += "\\n";  // a literal cannot span lines
    } else {
      out += c;
    }
  }
  out += '/';
  // LogScale's letter for "dot matches line breaks" is `d` (syntax-regex-flags).
  if (regex.dotAll) out += 'd';
  if (regex.ignoreCase) out += 'i';
  if (regex.multiLine) out += 'm';
  return out;
}

std::string number(double value) { return base::plainNumber(value); }

}  // namespace quarry::target::cql
