// Parts of a point in time. strftime would answer in the time zone of whoever runs the search, so they are computed.
#pragma once

#include <string>

#include "quarry/ir/value.h"

namespace quarry::target::spl {

// An expression for the part (ir::Function::minute to year) of an expression that holds seconds since 1970 UTC. Days,
// weeks, months and years are right from March 1968 to February 2100, within which every fourth year is a leap year.
std::string partOfTime(ir::Function part, const std::string& seconds);

}  // namespace quarry::target::spl
