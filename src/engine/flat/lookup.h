// Lookup tables as rows: from the run's files (CSV with a header, JSON, one object a line) or from defineTable().
#pragma once

#include <string>
#include <vector>

#include "engine/flat/run.h"

namespace quarry::engine::flat {

struct Lookup {
  std::vector<std::string> columns;
  Rows rows;
};

// Null, with an error at the origin, if there is no such table or file, or it cannot be read. Lasts as long as the run.
const Lookup* lookupNamed(Run& run, const std::string& name, const base::Origin& origin);

}  // namespace quarry::engine::flat
