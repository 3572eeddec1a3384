// Values as CQL expressions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quarry/base/report.h"
#include "quarry/ir/value.h"

namespace quarry::target::cql {

// An expression for `:=`, test() and coalesce(); none if an error was reported. A missing operand makes it null, and
// null is not assigned (syntax-expressions), which is what Missing means.
std::optional<std::string> valueExpression(const ir::Val& value, base::Report& report);

// The function that gives a part of a point in time, and its call; none for other functions, or if an error was
// reported.
std::optional<std::string_view> timePart(ir::Function function);
std::optional<std::string> timePartCall(const ir::Val& value, const ir::Call& call, base::Report& report);

// The platform's name of a field that is read.
std::string readName(const ir::FieldRef& field);

}  // namespace quarry::target::cql
