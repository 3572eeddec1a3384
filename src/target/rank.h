// Sorting by a score, legalised once for all targets: a score's labels sort by severity, which no platform knows.
#pragma once

#include "quarry/ir/plan.h"

namespace quarry::target {

// For every ordinal column that a later step sorts by: the Extend that makes it gets a number column `q_<column>_rank`
// just before it, a Case over the same conditions (the first label has the highest number), the sort uses that column,
// and a Project at the end removes it if nothing else does. A generator may print the two Cases as one.
void rankScores(ir::Plan& plan);

// True if two cases have the same conditions in the same order: a score and its rank.
bool askTheSame(const ir::Case& a, const ir::Case& b);

}  // namespace quarry::target
