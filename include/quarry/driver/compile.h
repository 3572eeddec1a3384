// The compiler: rules to queries.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/driver/workspace.h"
#include "quarry/rule/environment.h"
#include "quarry/rule/pipeline.h"
#include "quarry/rule/read.h"
#include "quarry/schema/bind.h"

namespace quarry::driver {

struct CompileOptions {
  std::vector<schema::Platform> to;
  std::string emit;  // "", or a stage: rule, plan, bound
  schema::Settings settings;
  rule::Environment environment;
  std::vector<rule::Pipeline> pipelines;  // in the order they are applied
  std::set<std::string> allow;            // codes of findings that are accepted and named in the artifact
  unsigned jobs = 1;
};

struct Artifact {
  std::string query;
  std::string header;  // comment lines for the head of a file
};

struct CompiledRule {
  std::size_t file = 0;      // of the workspace
  std::size_t document = 0;  // within the file
  std::string id, title, name;
  std::string stage;                        // the text of --emit
  std::map<std::string, Artifact> outputs;  // by platform
  base::Report report;
  bool compiled = false;  // every platform asked for has its query
  bool isPart = false;    // only a part of correlations: it has no outputs of its own
};

// One rule through all stages.
CompiledRule compile(const rule::Rule& rule, base::Sources& sources, const CompileOptions& options);
// A correlation over the documents that `find` gives.
CompiledRule compile(const rule::Correlation& correlation, const rule::FindDocument& find, base::Sources& sources,
                     const CompileOptions& options);
// The checked plan of a correlation in normal form, over the workspace's documents. None if an error was reported.
std::optional<ir::Plan> planOf(const rule::Correlation& correlation, Workspace& workspace,
                               const rule::Environment& environment, base::Report& report);
// Every rule of the workspace, in order, also those that could not be read; each with all its findings. What concerns
// whole files, and filters, is in workspace.report. A rule that only serves correlations (none of those that name it
// says `generate`) is checked, but has no outputs of its own.
std::vector<CompiledRule> compileAll(Workspace& workspace, const CompileOptions& options);

}  // namespace quarry::driver
