// Rows as a table for people.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quarry::cli {

// Columns in the order in which they first occur, as wide as their values up to a limit; what is missing is blank.
std::string table(const std::vector<std::vector<std::pair<std::string, std::string>>>& rows);

}  // namespace quarry::cli
