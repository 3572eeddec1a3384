// Numbers as every language reads them.
#pragma once

#include <string>

namespace quarry::target {

// A plain decimal number that reads back as the same double: not every place of every language takes an exponent (the
// sign in `2e-08` is a minus in CQL).
std::string plainNumber(double value);

}  // namespace quarry::target
