// The order in which tests are best asked: cheap and selective ones first. The same rule always prints the same bytes.
#pragma once

#include <vector>

#include "quarry/ir/pred.h"

namespace quarry::target {

// The conjuncts of a condition: exact tests, lists, numbers, prefixes and suffixes, regular expressions, networks,
// negatives; within a kind in the rule's order.
std::vector<const ir::Pred*> ordered(const ir::Pred& condition);

// True if a path goes through an array, whose elements need a form of their own in most languages.
bool readsArray(const ir::FieldRef& field);
bool readsArrays(const ir::Pred& pred);

}  // namespace quarry::target
