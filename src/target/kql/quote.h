// The only place that escapes KQL.
#pragma once

#include <string>
#include <string_view>

#include "quarry/ir/field.h"

namespace quarry::target::kql {

// @"…" where that reads best, the escaped form for control characters.
std::string quote(std::string_view text);
// A name of a column or table; bracketed if it is a keyword or holds other characters than letters, digits and _.
std::string identifier(std::string_view name);
// ".a.b[0]['odd key']" below a dynamic value.
std::string member(const ir::Path& path);
std::string number(double value);

}  // namespace quarry::target::kql
