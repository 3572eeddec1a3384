// The order in which rows are sorted.
#pragma once

#include "quarry/engine/value.h"
#include "quarry/ir/type.h"

namespace quarry::engine {

// Below 0: `a` comes first. Ordinal types go by rank (the first label is the greatest); numbers, times and durations by
// size; other values as text by bytes, after the numbers. Without a value comes last in either direction.
int compareForSort(const Value& a, const Value& b, const ir::Type& type, bool descending);

}  // namespace quarry::engine
