// What a scheduled run of a correlation has to look at (docs/semantics.md, *Schedules*).
#pragma once

#include <optional>
#include <string>

#include "quarry/ir/plan.h"
#include "quarry/rule/schedule.h"

namespace quarry::driver {

// A line for the head of the query; empty if the plan is no correlation.
std::string scheduleLine(const ir::Source& source, const std::optional<rule::Schedule>& schedule);

}  // namespace quarry::driver
