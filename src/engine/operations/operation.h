// Steps, ready to run. Rows are pushed from one to the next; one file per kind of step.
#pragma once

#include <functional>
#include <vector>

#include "engine/compiler.h"
#include "engine/machine.h"
#include "engine/row.h"
#include "quarry/ir/plan.h"

namespace quarry::engine::operations {

// A step of one run. push() may change the row, and keeps nothing of it but what Row::keep() has made its own; false:
// no more rows are wanted. finish() hands on what waited for the last row, then finishes what follows.
struct Stage {
  std::function<bool(Row&)> push;
  std::function<void()> finish;
};

// A compiled step: makes the stage for a run, in front of what follows.
using Operation = std::function<Stage(Machine&, Stage next)>;

Operation filter(const ir::Filter& step, Compiler& compiler);
Operation extend(const ir::Extend& step, Compiler& compiler);
Operation expand(const ir::Expand& step, Compiler& compiler);
Operation branch(const ir::Branch& step, Compiler& compiler);
Operation group(const ir::Group& step, Compiler& compiler);
Operation project(const ir::Project& step, Compiler& compiler);
Operation sort(const ir::Sort& step, Compiler& compiler);
Operation limit(const ir::Limit& step, Compiler& compiler);

// All of a plan's steps, one after the other.
Operation sequence(const std::vector<ir::Step>& steps, Compiler& compiler);

}  // namespace quarry::engine::operations
