// Values as CQL expressions.
#pragma once

#include <optional>
#include <string>

#include "quarry/base/report.h"
#include "quarry/ir/value.h"

namespace quarry::target::cql {

// An expression for `:=`, test() and coalesce(); none if an error was reported. A missing operand makes it null, and
// null is not assigned (syntax-expressions), which is what Missing means.
std::optional<std::string> valueExpression(const ir::Val& value, base::Report& report);

// The platform's name of a field that is read.
std::string readName(const ir::FieldRef& field);

}  // namespace quarry::target::cql
