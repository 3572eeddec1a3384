// Steps written as commands of SPL or KQL that the grammar reads as texts to search for: `dedup aid`, `fields user`.
#pragma once

#include <optional>
#include <string>

#include "quarry/cql/tree.h"

namespace quarry::cql {

// What CQL writes instead of the step; none if it begins with no such command, or has parts that CQL has no word for.
std::optional<std::string> commandAsCall(const Tree& tree, NodeId step);

}  // namespace quarry::cql
