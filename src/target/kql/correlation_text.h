// The phrases that correlations in KQL are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/correlation.h"
#include "quarry/ir/type.h"

namespace quarry::target::kql {

// In one line, or where that grows too long behind `before` characters, one below the other.
std::string wrapped(const std::vector<std::string>& parts, std::size_t before);

bool isText(const ir::Type& type);

// The start of the window that a time is in.
std::string windowStart(const ir::Window& window, const std::string& time);
// The condition that a time is within the window that ends at another.
std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to);

// How a column travels through `scan`.
struct Kind {
  std::string type, missing;
};
Kind kindOf(const ir::Type& type);

// " by a, b", or nothing.
std::string by(const std::vector<std::string>& columns);
std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more);
// Whether a row begins another key than the one before it.
std::string otherKey(const std::vector<std::string>& keys, std::string_view neighbour = "prev");
// "a == next(a) and ", for each key.
std::string sameKey(const std::vector<std::string>& keys, std::string_view neighbour);
// "a asc, b asc"
std::string ascending(const std::vector<std::string>& columns);

}  // namespace quarry::target::kql
