// Expressions and aggregates of steps.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rule/lower.h"

namespace quarry::rule {

// None if an error was reported.
std::optional<ir::Val> lowerExpression(const base::yaml::Node& scalar, Scope& scope);
// `count()`, `any(field)`, `count_if(condition)`: what a `group` step computes.
std::optional<ir::Measure> lowerMeasure(const std::string& column, const base::yaml::Node& scalar, Scope& scope);

// "15m", "1h30m"; none if it is no length of time above zero.
std::optional<ir::Duration> parseDuration(std::string_view text);

}  // namespace quarry::rule
