// How deep an expression nests, asked before anything recurses over it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quarry::rule {

// Why the expression is not read: it is longer, or nests deeper, than base/limits.def allows. None if it is read.
std::optional<std::string> beyondLimits(std::string_view expression);

}  // namespace quarry::rule
