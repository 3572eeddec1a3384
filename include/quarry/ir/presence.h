// Which fields must be there: what lets a target leave out a guard against missing values.
#pragma once

#include "quarry/ir/plan.h"

namespace quarry::ir {

// True if the condition cannot hold on a row that lacks the field.
bool impliesPresent(const Pred& pred, const FieldRef& field);

// True if no row that reaches `steps[upTo]` lacks the field: a filter before has proved it, a group made it, the
// platform always fills it in.
bool isPresent(const std::vector<Step>& steps, std::size_t upTo, const FieldRef& field);

}  // namespace quarry::ir
