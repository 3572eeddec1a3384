// Lengths of time of correlations.
#pragma once

#include <optional>
#include <string_view>

#include "quarry/ir/type.h"

namespace quarry::rule {

// A number and a unit: s, m, h, d, w, and on average M (a twelfth of a year) and y. None if it is no such thing, zero,
// or longer than ten years.
std::optional<ir::Duration> parseTimespan(std::string_view text);

}  // namespace quarry::rule
