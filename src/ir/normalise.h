// The parts of the normal form: leaves, values, conditions.
#pragma once

#include <vector>

#include "quarry/ir/pred.h"

namespace quarry::ir {

// leaf.cpp: one test in normal form; a constant if it can never hold.
Pred normalisedTest(Test test, const base::Origin& origin);
// Alternatives that differ in their operands only become one test with all operands.
void mergeTests(std::vector<Pred>& alternatives);

// fold_value.cpp: calculations and comparisons of literals become literals; the conditions inside become normal.
void normaliseValue(Val& value);

}  // namespace quarry::ir
