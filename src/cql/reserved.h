// The names of CQL's own functions, as far as reading text needs them: `in ("a", "b")` with a blank is a call, while
// `error (a=1)` is free text beside a group. What the functions take is the catalogue's business.
#pragma once

#include <string_view>

namespace quarry::cql {

// In any case: the service takes `groupby` for groupBy.
bool isFunctionName(std::string_view word);
// A function of CQL that does not filter, in any case: its call is a step of its own, never an operand of a filter.
bool isStepFunction(std::string_view word);

}  // namespace quarry::cql
