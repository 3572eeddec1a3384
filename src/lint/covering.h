// Which patterns of a list match all that others match, and more; found without holding every two against each other.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "quarry/ir/pattern.h"

namespace quarry::lint {

inline constexpr std::size_t kNothing = std::numeric_limits<std::size_t>::max();

// For each pattern the first of the list that matches whatever it matches, and more; kNothing if none does.
// With `turned`: the first that matches less. A pattern with a wildcard inside is not known to match more than others.
// Takes time with the length of the texts, whatever stands in them.
std::vector<std::size_t> covering(const std::vector<std::optional<ir::Glob>>& patterns, bool exactCase, bool turned);

}  // namespace quarry::lint
