#include "quarry/base/regex_text.h"

namespace quarry::base {

std::string escapedForRegex(std::string_view text, std::string_view also) {
  constexpr std::string_view kMeaning = R"(\^$.|?*+()[]{})";
  std::string out;
  for (const char c : text) {
    if (kMeaning.find(c) != std::string_view::npos || also.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace quarry::base
