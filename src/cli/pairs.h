// Options that are written KEY=VALUE.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/schema/bind.h"

namespace quarry::cli {

// NAME=VALUE, as often as given; a name given again has several values, one a line.
std::map<std::string, std::string> pairsOf(const std::vector<std::string>& texts, std::string_view option,
                                           std::vector<std::string>& problems);

// Lays `--set KEY=VALUE` over the settings of the configuration. A misspelt setting would change nothing, and nobody
// would know: it is a problem.
void addSettings(const std::vector<std::string>& texts, schema::Settings& settings, std::vector<std::string>& problems);

}  // namespace quarry::cli
