// Queries and rules over events.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "quarry/driver/config.h"
#include "quarry/driver/workspace.h"
#include "quarry/engine/context.h"
#include "quarry/ir/plan.h"

namespace quarry::driver {

struct Runnable {
  std::size_t file = 0;  // of the workspace
  std::string name;      // a rule's title, a query's path
  ir::Plan plan;
};

// The plan of every query and rule of the workspace; what cannot run is left out, with errors in the report. Saved
// queries are those of the configuration.
std::vector<Runnable> plansOf(Workspace& workspace, const Config& config,
                              const std::map<std::string, std::string>& parameters, base::Report& report);

// A row that came out, in the order of its columns. Values that are no text or number are JSON.
struct RunRow {
  std::size_t of = 0;  // index of the runnable
  std::vector<std::pair<std::string, std::string>> fields;
  std::string json;  // one object
};
// False: no more rows are wanted.
using RunSink = std::function<bool(RunRow&&)>;

struct RunOutcome {
  bool complete = true;      // false: the input broke off, or a query could not go on
  std::uint64_t events = 0;  // read in all passes together
};

// Runs all over the events, one pass for the rules together and one for each query. No paths: no events, for queries
// that make their own.
RunOutcome run(const std::vector<Runnable>& plans, const std::vector<std::string>& events, engine::Context& context,
               const RunSink& sink);

}  // namespace quarry::driver
