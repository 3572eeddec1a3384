// A query's tree to a plan: the language's own rules and every default written out, nothing left to guess.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "quarry/base/report.h"
#include "quarry/cql/tree.h"
#include "quarry/ir/plan.h"

namespace quarry::cql {

struct LowerOptions {
  std::map<std::string, std::string> parameters;  // ?name
  // The query saved under a name; null if there is none. The tree has to outlive the call.
  std::function<const Tree*(std::string_view name)> savedQuery;
};

// None if an error was reported: what cannot be said as a plan is refused at its place, never left out.
std::optional<ir::Plan> lower(const Tree& tree, const LowerOptions& options, base::Report& report);

}  // namespace quarry::cql
