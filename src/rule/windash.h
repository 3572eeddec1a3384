// Windows programs take any of five dashes before an option: a text with options stands for all its spellings.
#pragma once

#include <string_view>
#include <vector>

#include "quarry/ir/pattern.h"

namespace quarry::rule {

// The most spellings that are listed one by one; 5 to the power of the options in the text.
inline constexpr std::size_t kMostDashForms = 625;

// How many options the glob's texts hold: a dash or slash outside of a word with a word behind it.
std::size_t optionsIn(const ir::Glob& glob);
// Every spelling. The glob must not hold more options than kMostDashForms allows.
std::vector<ir::Glob> dashForms(const ir::Glob& glob);
// All spellings as one regular expression.
ir::Regex dashRegex(const ir::Glob& glob, bool ignoreCase);

}  // namespace quarry::rule
