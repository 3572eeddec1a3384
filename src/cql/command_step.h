// Steps written as commands of SPL or KQL: `table a, b`, `stats count by user`, `sort -n`. In CQL every step but a filter or an
// assignment is a call.
#pragma once

#include <optional>
#include <string>

#include "cql/query.h"
#include "quarry/cql/command.h"

namespace quarry::cql {

// What CQL writes instead; none if the step begins with no such command, or has parts that CQL has no word for.
std::optional<std::string> commandAsCall(const Query& query, TokenRange step);

}  // namespace quarry::cql
