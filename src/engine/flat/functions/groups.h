// What functions that group have in common.
#pragma once

#include "engine/flat/registry.h"

namespace quarry::engine::flat {

// A row for each combination of the fields' values, with what the aggregate makes of its rows; without one, the keys
// alone. A row that has none of the fields belongs to no group.
Accumulator groupRows(const std::vector<std::string>& fields, const AccumulatorMaker& make,
                      std::optional<std::uint64_t> limit);

// The cell of a geohash.
std::string geohashOf(double latitude, double longitude, int precision);

}  // namespace quarry::engine::flat
