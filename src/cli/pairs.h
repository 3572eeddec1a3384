// Options that are written KEY=VALUE.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace quarry::cli {

// NAME=VALUE, as often as given; a name given again has several values, one a line.
std::map<std::string, std::string> pairsOf(const std::vector<std::string>& texts, std::string_view option,
                                           std::vector<std::string>& problems);

}  // namespace quarry::cli
