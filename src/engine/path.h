// Reads into values by path.
#pragma once

#include <string>
#include <vector>

#include "engine/function_ref.h"
#include "quarry/engine/value.h"
#include "quarry/ir/field.h"

namespace quarry::engine {

// One reading of a path: calls back for each value there (several only with `[]`). True if there was one.
bool follow(const Value& root, const ir::Path& path, FunctionRef<void(const Value&)> use);

// What a path leads to: its first reading that leads somewhere. With `[]` a list of all values there, lists among them
// opened. Missing if there is nothing.
Value readPath(const Value& root, const std::vector<ir::Path>& readings);
Value readReading(const Value& root, const ir::Path& reading);

}  // namespace quarry::engine
