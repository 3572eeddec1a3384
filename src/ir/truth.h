// Conditions out of values: comparisons of a field with a literal are tests, which targets say best.
#pragma once

#include <optional>

#include "quarry/ir/pred.h"

namespace quarry::ir {

// A condition that holds exactly when the value is present and true; none if only IsTrue can say it.
std::optional<Pred> truthOf(const Val& value, const base::Origin& origin);

}  // namespace quarry::ir
