// What stands at the head of an emitted query.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "quarry/base/report.h"
#include "quarry/rule/rule.h"
#include "quarry/schema/bind.h"

namespace quarry::driver {

// Comment lines: the rule, the compiler, what was assumed, and what the findings say of exactness.
// `schedule`: a line, or nothing.
std::string header(const rule::Metadata& rule, const schema::Bound& bound, const std::string& schedule,
                   const base::Report& findings, const std::set<std::string>& allow);

// Reports a query that is longer than its service takes, at the place given. False if it is too long to be written.
bool checkLength(schema::Platform platform, std::string_view query, base::Span at, base::Report& report);

// Findings below error whose code was accepted are not reported again: the artifact names them.
void dropAllowed(base::Report& findings, const std::set<std::string>& allow);

}  // namespace quarry::driver
