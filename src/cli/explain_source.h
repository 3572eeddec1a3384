// What is known of a log source, for `quarry explain source`.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace quarry::cli {

// By id (`windows/process_creation`). Says on standard error that there is none, with what was most likely meant.
bool unknownSource(std::string_view id);
std::string sourceText(std::string_view id);
nlohmann::ordered_json sourceJson(std::string_view id);

// Reads the configuration for the sources of the user's own; false, with a message, if it is not understood.
bool readOwnSources(const std::string& config);

}  // namespace quarry::cli
