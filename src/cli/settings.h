// Settings given with --set.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/schema/bind.h"

namespace quarry::cli {

// Adds them to those of the configuration; says what is no setting, or unknown.
void addSettings(const std::vector<std::string>& given, schema::Settings& settings, std::vector<std::string>& problems);
// Reports a name that is none.
std::optional<schema::Platform> platformNamed(const std::string& name, std::vector<std::string>& problems);

}  // namespace quarry::cli
