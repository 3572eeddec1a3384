// The steps of a query's pipelines, with the calls that they consist of.
#pragma once

#include <string_view>
#include <vector>

#include "quarry/cql/bind.h"
#include "quarry/cql/flow.h"
#include "quarry/cql/view.h"

namespace quarry::lint {

using cql::NodeId;
using cql::NodeKind;
using cql::Tree;

struct Step {
  NodeId node = cql::kNoNode;
  NodeKind kind{};
  const cql::BoundCall* call = nullptr;  // `f(…)`, `!f(…)`, `x =~ f(…)`, `x := f(…)`; null: it is no call
  const cql::StepFlow* flow = nullptr;   // null: the flow does not know it

  // By the name of the function, as the catalogue spells it.
  bool is(std::string_view function) const {
    return call != nullptr && call->function != nullptr && call->function->name == function;
  }
};

// The steps of one pipeline.
struct Sequence {
  NodeId pipeline = cql::kNoNode;
  std::vector<Step> steps;
};

// The node of the call that a step consists of; kNoNode if it is none.
NodeId callOfStep(const Tree& tree, NodeId step);

// The name of a call's function as the catalogue spells it; empty for one that is not in it.
inline std::string_view nameOf(const cql::BoundCall& call) {
  return call.function == nullptr ? std::string_view() : call.function->name;
}

}  // namespace quarry::lint
