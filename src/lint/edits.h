// Changes of queries that several rules make.
#pragma once

#include <optional>
#include <vector>

#include "lint/index.h"

namespace quarry::lint {

// True if a comment stands between the places: what holds one is not taken out.
bool hasComment(const cql::Tree& tree, std::uint32_t begin, std::uint32_t end);
// Takes a step out of its pipeline, with one pipe. None if it is the only one, or if a comment would go with it.
std::optional<base::Edit> withoutStep(const cql::Tree& tree, cql::NodeId step);
// Takes an argument of a call, or an element of a list, out, with one comma.
base::Edit withoutElement(const cql::Tree& tree, cql::NodeId element);

// The comparisons that a filter consists of: itself, or all terms of an `or` (an `and`), with one field and one
// operator, in or out of parentheses. Empty if it is something else.
std::vector<cql::Comparison> comparisonsOf(const cql::Tree& tree, cql::NodeId filter, cql::NodeKind joined,
                                           cql::TokenKind op);

}  // namespace quarry::lint
