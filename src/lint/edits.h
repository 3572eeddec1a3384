// The edits that take a part of a query away, with what joins it to the rest.
#pragma once

#include <optional>
#include <vector>

#include "quarry/base/diagnostic.h"
#include "quarry/cql/tree.h"

namespace quarry::lint {

// Takes a step out of its pipeline together with one pipe; a pipeline's only step becomes `*`.
std::vector<base::Edit> withoutStep(const cql::Tree& tree, cql::NodeId step);
// Takes an operand out of an `and` or `or`, or a filter that is a whole step out of its pipeline. None if a comment
// would be lost or if it is neither.
std::optional<std::vector<base::Edit>> withoutFilter(const cql::Tree& tree, cql::NodeId filter);
// Takes an argument or an element of a list away, with its comma.
std::vector<base::Edit> withoutElement(const cql::Tree& tree, cql::NodeId element);

}  // namespace quarry::lint
