// What makes a record one of its source: the numbers of events, and what a query's restriction asks for.
#pragma once

#include <string>
#include <vector>

#include "carry/carry_to.h"
#include "carry/leaves.h"
#include "carry/row.h"

namespace quarry::carry {

// Why the event is of another family: its number is none of those that the family's variants read. Empty if it is not.
std::string foreign(const schema::Family& family, const Leaves& leaves);

// Gives the record what the restriction asks for, and says what cannot be reconciled with it. `implied` gains the
// fields of which the record now says something that the event did not.
std::string obeyRestriction(const Destination& to, const Leaves& leaves, Row& row, std::vector<std::string>& implied);

}  // namespace quarry::carry
