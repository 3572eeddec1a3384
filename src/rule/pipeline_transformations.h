// The kinds of pipeline items and their parameters.
#pragma once

#include "quarry/rule/pipeline.h"

namespace quarry::rule {

// For `nest`, which holds items, NoEffect. None if an error was reported.
std::optional<Transformation> readTransformation(const Text& type, const base::yaml::Node& parameters,
                                                 base::Report& report);

}  // namespace quarry::rule
