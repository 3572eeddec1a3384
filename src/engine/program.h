// A compiled plan.
#pragma once

#include <functional>

#include "engine/compiler.h"
#include "engine/operations/correlation.h"
#include "quarry/engine/run.h"

namespace quarry::engine {

// Everything that compiled plans share: names, the tree of fields.
struct Shared {
  explicit Shared(const Context& context) : fields(context.envelopes) {}

  Names names;
  FieldTable fields;
};

// A plan whose steps are ready; `shared` outlives it.
struct CompiledPlan {
  ir::Plan plan;  // what the compiled steps point into
  operations::Operation steps;
  std::vector<CompiledPlan> of;         // the plans of its source
  operations::Correlation correlation;  // what brings them together, if the source says how
};

// None if an error was reported.
std::unique_ptr<CompiledPlan> compilePlan(const ir::Plan& plan, Shared& shared, Context& context);

// The first stage of a run of the plan.
operations::Stage start(const CompiledPlan& plan, Machine& machine, operations::Stage last);

struct Program::Impl {
  std::unique_ptr<Shared> shared;
  std::unique_ptr<CompiledPlan> plan;
};

}  // namespace quarry::engine
