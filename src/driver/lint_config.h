// Reads `lint` of quarry.yml.
#pragma once

#include <functional>
#include <string>

#include "quarry/base/yaml.h"
#include "quarry/driver/filter.h"

namespace quarry::driver {

// Calls `problem` with the place and the sentence for all that cannot be understood.
LintSettings readLintSettings(const base::yaml::Node& node,
                              const std::function<void(base::Span, const std::string&)>& problem);

}  // namespace quarry::driver
