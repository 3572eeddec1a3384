#include "target/wrap.h"

#include <algorithm>
#include <vector>

#include "target/phrase.h"

namespace quarry::target {

namespace {

constexpr std::size_t kStep = 4;

class Layout {
 public:
  Layout(const ConditionWords& words) : words_(words) {}

  std::string lay(std::string_view text, std::size_t column, std::size_t indent) const {
    if (column + text.size() <= kLineWidth) return std::string(text);
    const std::string either = " " + std::string(words_.either) + " ", both = " " + std::string(words_.both) + " ";
    if (const auto parts = split(text, either); parts.size() > 1) return lines(parts, words_.either, column, indent);
    if (const auto parts = words_.blankJoins ? blanks(text) : split(text, both); parts.size() > 1)
      return lines(parts, words_.blankJoins ? "" : words_.both, column, indent);
    return inBrackets(text, column, indent);
  }

 private:
  // The next character outside of quotes, from `at` on; brackets are counted.
  static std::size_t next(std::string_view text, std::size_t at, int& depth) {
    const char c = text[at];
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    return c == '"' || c == '\'' ? afterQuoted(text, at) : at + 1;
  }

  // The parts between `separator` where no bracket is open.
  static std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t i = 0; i < text.size();) {
      if (depth == 0 && text[i] == separator.front() && text.substr(i).starts_with(separator)) {
        parts.push_back(text.substr(begin, i - begin));
        begin = i += separator.size();
        continue;
      }
      i = next(text, i, depth);
    }
    parts.push_back(text.substr(begin));
    return parts;
  }

  // Words that a blank joins; `NOT x` and `f IN (…)` are one.
  std::vector<std::string_view> blanks(std::string_view text) const {
    std::vector<std::string_view> parts;
    bool glue = false;
    for (const std::string_view word : split(text, " ")) {
      const bool between = word == words_.between;
      if (!parts.empty() && (glue || between)) {
        std::string_view& last = parts.back();
        last = text.substr(static_cast<std::size_t>(last.data() - text.data()),
                           static_cast<std::size_t>(word.data() + word.size() - last.data()));
      } else {
        parts.push_back(word);
      }
      glue = between || word == words_.before;
    }
    return parts;
  }

  std::string lines(const std::vector<std::string_view>& parts, std::string_view word, std::size_t column,
                    std::size_t indent) const {
    std::string out;
    const std::string mark = word.empty() ? "" : std::string(word) + " ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out += "\n" + std::string(indent, ' ') + mark;
      out += lay(parts[i], i == 0 ? column : indent + mark.size(), indent + kStep);
    }
    return out;
  }

  // What stands in the first bracket: a condition, or a list.
  std::string inBrackets(std::string_view text, std::size_t column, std::size_t indent) const {
    int depth = 0;
    std::size_t open = text.size(), close = text.size();
    for (std::size_t i = 0; i < text.size();) {
      const int before = depth;
      const std::size_t after = next(text, i, depth);
      if (before == 0 && depth == 1) open = i;
      if (before == 1 && depth == 0) {
        close = i;
        break;
      }
      i = after;
    }
    if (close == text.size()) return std::string(text);
    const std::string_view head = text.substr(0, open + 1), inner = text.substr(open + 1, close - open - 1),
                           tail = text.substr(close);
    column += head.size();
    // A list stands behind a blank or in square brackets; the arguments of a call stay on its line.
    const bool list = head.ends_with("[") || head.ends_with(" (");
    const std::vector<std::string_view> values = split(inner, ", ");
    if (list && values.size() > 1) return std::string(head) + filled(values, column, indent) + std::string(tail);
    std::string out(head);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out += ", ";
      const std::size_t line = out.rfind('\n');
      const std::size_t at = line == std::string::npos ? column + out.size() - head.size() : out.size() - line - 1;
      out += lay(values[i], at, indent);
    }
    return out + std::string(tail);
  }

  // As many values a line as there is room for.
  std::string filled(const std::vector<std::string_view>& values, std::size_t column, std::size_t indent) const {
    std::string out;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t length = values[i].size() + 1;
      if (i > 0 && column + length + 1 > kLineWidth) {
        out += "\n" + std::string(indent, ' ');
        column = indent;
      } else if (i > 0) {
        out += ' ';
        ++column;
      }
      const std::string value = lay(values[i], column, indent + kStep);
      out += value;
      if (i + 1 < values.size()) out += ',';
      const std::size_t line = value.rfind('\n');
      column = line == std::string::npos ? column + length : value.size() - line;
    }
    return out;
  }

  const ConditionWords& words_;
};

}  // namespace

std::string wrapped(std::string_view text, std::size_t column, std::size_t indent, const ConditionWords& words) {
  return Layout(words).lay(text, column, indent);
}

}  // namespace quarry::target
