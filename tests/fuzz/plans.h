// Plans made of bytes: any values, in every kind of test and call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "quarry/ir/plan.h"

namespace quarry::fuzz {

// Begins and ends values, so that they are found wherever they stand.
inline constexpr std::string_view kCanary = "qzkvx";

ir::Plan planOf(const std::uint8_t* data, std::size_t size);

}  // namespace quarry::fuzz
