// Runs the plans of queries: events are read flat, as CQL reads them (every scalar a field of its own, every value a
// text).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quarry/engine/context.h"
#include "quarry/engine/events.h"
#include "quarry/engine/run.h"
#include "quarry/ir/plan.h"

namespace quarry::engine {

struct FlatRow {
  std::vector<std::pair<std::string, std::string>> fields;  // in order

  std::string_view get(std::string_view name) const;  // empty if it is missing
  // One object, no line break. Numbers are written as such where their text is the number's own.
  void writeJson(std::string& out) const;
};

// False: no more rows are wanted.
using FlatSink = std::function<bool(FlatRow&&)>;

// Whether the plan's scan is flat: it runs here and not as a Program.
bool isFlat(const ir::Plan& plan);

// The interval Context::start to Context::end bounds the events where it is given. Nothing comes out and the outcome is
// incomplete if the plan needs something that the engine does not have, or a step cannot go on; both are reported.
Outcome runFlat(const ir::Plan& plan, EventSource& events, const FlatSink& sink, Context& context);

}  // namespace quarry::engine
