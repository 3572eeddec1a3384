// KQL expressions that bring a field out of a column, read the other way round.
#pragma once

#include <string>

#include "carry/row.h"
#include "quarry/engine/value.h"

namespace quarry::carry {

// Writes what the expression reads the value from. False: the expression is none of the forms known here.
bool writeFor(const std::string& expression, const ir::Path& path, const engine::Value& value, Row& row);

}  // namespace quarry::carry
