// Sigma's strings: `*` and `?` are wildcards, a backslash makes them (and itself) literal.
#pragma once

#include <string_view>

#include "quarry/ir/pattern.h"

namespace quarry::rule {

// One pass from left to right; a backslash before any other character is itself.
ir::Glob parseString(std::string_view text);
// The other way: a text that parseString() reads as this glob.
std::string sigmaText(const ir::Glob& glob);

}  // namespace quarry::rule
