// Long conditions over several lines: one alternative, or one conjunct, a line, and lists filled up.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quarry::target {

// What a layout has to know of a language's conditions.
struct ConditionWords {
  std::string_view either, both;  // "or", "and"
  // A blank joins conjuncts; these words belong to what follows, and to both sides.
  bool blankJoins = false;
  std::string_view before = {}, between = {};
};

constexpr std::size_t kLineWidth = 100;

// `text` is a condition on one line that begins at `column`; lines that it goes on with are indented by `indent`, those
// of what stands in brackets by four more. Texts in quotes are never broken.
std::string wrapped(std::string_view text, std::size_t column, std::size_t indent, const ConditionWords& words);

}  // namespace quarry::target
