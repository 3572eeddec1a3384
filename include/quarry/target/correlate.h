// CQL's `correlate()` instead of aggregates, as an explicit choice.
#pragma once

#include <optional>

#include "quarry/target/target.h"

namespace quarry::target {

// As the generate() of the CQL target, but a sequence in order is said by `correlate()` where it has a form for it; the
// findings say what it may leave out, or why it does not fit and aggregates are used all the same.
std::optional<Query> withCorrelate(const schema::Bound& bound, base::Report& report);

}  // namespace quarry::target
