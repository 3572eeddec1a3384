// Events and rows written in a rule, as JSON.
#pragma once

#include <string>

#include "quarry/base/yaml.h"

namespace quarry::driver {

// YAML as JSON: plain numbers, `true`, `false` and nothing stay what they are, everything else is text. Numbers keep
// their spelling where JSON has it.
std::string jsonOf(const base::yaml::Node& node);

}  // namespace quarry::driver
