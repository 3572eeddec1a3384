// What rules about the use of a query ask of its steps.
#pragma once

#include <string_view>
#include <vector>

#include "lint/index.h"

namespace quarry::lint {

// True for what is run again and again without a person: alerts, scheduled searches, correlation rules.
bool isTrigger(Use use);
bool isAlert(Use use);

// The first of the main pipeline's steps that aggregates: its call, or its list of functions; kNoNode if none does.
cql::NodeId firstAggregate(const Context& context);
// True if a step may aggregate that nobody can look into: a saved query, an unknown function, a mistake.
bool mayAggregate(const Context& context);
// Where a finding about the aggregate stands: the name of the call, or the list.
base::Span placeOf(const cql::Tree& tree, cql::NodeId aggregate);

// The calls of the functions, in order.
std::vector<const cql::BoundCall*> callsOf(const Context& context, std::initializer_list<std::string_view> functions);

}  // namespace quarry::lint
