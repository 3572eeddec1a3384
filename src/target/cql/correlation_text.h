// The phrases that correlations in CQL are made of.
#pragma once

#include <string>
#include <vector>

#include "quarry/ir/correlation.h"

namespace quarry::target::cql {

inline constexpr const char* kTime = "@timestamp";

std::string milliseconds(const ir::Window& window);

// The start of the tumbling window that a time is in, as an expression.
std::string windowStart(const ir::Window& window, const std::string& time);

// The condition that a time is within the window that ends at another, as a step.
std::string inWindow(const ir::Window& window, const std::string& from, const std::string& to);
// The condition that the row before, whose columns have a prefix, is longer ago than the window.
std::string gapBefore(const ir::Window& window, const std::string& prefix, const std::string& time);

// Names in a call: `[a, b]`.
std::string list(const std::vector<std::string>& names);

std::vector<std::string> with(std::vector<std::string> columns, const std::vector<std::string>& more);

// `groupBy`, or over all rows where there is no key.
std::string grouped(const std::vector<std::string>& keys, const std::vector<std::string>& functions);

// `sort` by texts, then numbers; the last ones of them `descending`.
std::string sorted(const std::vector<std::string>& texts, const std::vector<std::string>& numbers,
                   std::size_t descending = 0);

}  // namespace quarry::target::cql
