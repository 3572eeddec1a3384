#include "rule/expression_depth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <vector>

#include "quarry/base/limits.h"

namespace quarry::rule {

namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '@'; }

// The text behind a quote and its closing one; all of it if there is none.
std::string_view behindQuoted(std::string_view text) {
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) return text.substr(i + 1);
    if (text[i] == '\\' && quote != '`') ++i;
  }
  return {};
}

// Each operator nests what stands before it, or behind it, once more; brackets begin at the level they stand on.
class Depth {
 public:
  void open() {
    levels_.push_back({levels_.back().now, levels_.back().now});
    brackets_ = std::max(brackets_, levels_.size() - 1);
  }
  void close() {
    if (levels_.size() == 1) return;
    const std::size_t inside = levels_.back().most;
    levels_.pop_back();
    levels_.back().now = std::max(levels_.back().now, inside);
    levels_.back().most = std::max(levels_.back().most, inside);
  }
  void comma() { levels_.back().now = levels_.back().from; }
  void operation() {
    Level& level = levels_.back();
    level.most = std::max(level.most, ++level.now);
    operators_ = std::max(operators_, level.most);
  }

  std::size_t brackets() const { return brackets_; }
  std::size_t operators() const { return operators_; }

 private:
  struct Level {
    std::size_t from = 0, now = from, most = from;
  };
  std::vector<Level> levels_{Level{}};
  std::size_t brackets_ = 0, operators_ = 0;
};

enum class Counted { all, notLogic };

Depth depthOf(std::string_view text, Counted counted) {
  Depth depth;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '\'' || c == '"' || c == '`') {
      text = behindQuoted(text);
      continue;
    }
    std::size_t length = 1;
    if (isWord(c)) {
      length = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), isWord) - text.begin());
      const std::string_view word = text.substr(0, length);
      const bool isLogic = word == "and" || word == "or" || word == "not";
      if (isLogic && counted == Counted::notLogic)
        depth.comma();
      else if (isLogic || word == "in")
        depth.operation();
    } else if (c == '(' || c == '[') {
      depth.open();
    } else if (c == ')' || c == ']') {
      depth.close();
    } else if (c == ',') {
      depth.comma();
    } else if (std::string_view("+-*/%=!<>&|").find(c) != std::string_view::npos) {
      if (text.size() > 1 && text[1] == '=') length = 2;
      depth.operation();
    }
    text.remove_prefix(length);
  }
  return depth;
}

}  // namespace

std::optional<std::string> beyondLimits(std::string_view expression) {
  namespace limit = base::limit;
  if (expression.size() > limit::kExpressionBytes)
    return fmt::format("the expression is longer than {} KiB", limit::kExpressionBytes / 1024);
  const Depth depth = depthOf(expression, Counted::all);
  if (depth.brackets() > limit::kExpressionLevels)
    return fmt::format("the expression nests deeper than {} levels", limit::kExpressionLevels);
  if (depth.operators() > limit::kExpressionOperators)
    return fmt::format("the expression has more than {} operators, each of which nests the one before",
                       limit::kExpressionOperators);
  if (depth.operators() > limit::kExpressionArithmetic &&
      depthOf(expression, Counted::notLogic).operators() > limit::kExpressionArithmetic)
    return fmt::format("the expression nests more than {} arithmetic operators and comparisons",
                       limit::kExpressionArithmetic);
  return std::nullopt;
}

}  // namespace quarry::rule
