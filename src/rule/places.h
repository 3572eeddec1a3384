// Places inside the decoded text of a scalar.
#pragma once

#include <vector>

#include "quarry/base/source.h"

namespace quarry::rule {

// Where the bytes [begin, end) of a scalar's decoded text stand in its file. `whole` is the scalar's span.
base::Span placeWithin(const std::vector<base::Piece>& pieces, base::Span whole, std::size_t begin, std::size_t end);

}  // namespace quarry::rule
