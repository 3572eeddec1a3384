// Queries in other languages: `quarry translate`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "quarry/driver/compile.h"
#include "quarry/driver/config.h"
#include "quarry/driver/workspace.h"

namespace quarry::driver {

struct TranslateOptions {
  std::vector<schema::Platform> to;
  std::string source;  // a log source by its id; empty: what the query's conditions say
  std::string emit;    // "", or `plan`
  schema::Settings settings;
  std::set<std::string> allow;
  std::map<std::string, std::string> parameters;
};

struct Translation {
  std::size_t file = 0;                     // of the workspace
  std::string stage;                        // the text of --emit
  std::map<std::string, Artifact> outputs;  // by platform
  base::Report report;
};

// Each query of the workspace, in order.
std::vector<Translation> translate(Workspace& workspace, const Config& config, const TranslateOptions& options);

}  // namespace quarry::driver
