// How often a rule wants to be run, and how late its events may be: `every` and `settle` of its `alert`.
#pragma once

#include <optional>

#include "quarry/base/report.h"
#include "quarry/base/yaml.h"
#include "quarry/ir/type.h"

namespace quarry::rule {

struct Schedule {
  ir::Duration every;
  ir::Duration settle;  // nothing if the rule does not say
};

// None if the rule does not say `every`. What is no length of time is reported.
std::optional<Schedule> schedule(const base::yaml::Node& alert, base::Report& report);

}  // namespace quarry::rule
