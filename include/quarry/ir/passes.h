// Passes over a plan.
#pragma once

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"

namespace quarry::ir {

// Brings a plan to its normal form, keeping its meaning: nested and/or flattened, double negation gone, constants
// folded, tests on one field merged into one with several operands, text without letters compared exactly, IsTrue of
// comparisons turned into tests. Idempotent.
void normalise(Plan& plan);
Pred normalised(Pred pred);

// Reports what cannot be meant: a field that no step before left alive, operands of the wrong type, conditions that
// are never or always true, a branch of a score that can never be reached. True if no error was added.
bool verify(const Plan& plan, base::Report& report);

}  // namespace quarry::ir
