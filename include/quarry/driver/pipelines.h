// Processing pipelines given on the command line.
#pragma once

#include <string>
#include <vector>

#include "quarry/driver/workspace.h"
#include "quarry/rule/pipeline.h"
#include "quarry/schema/bind.h"

namespace quarry::driver {

// The pipelines of the files, and of those in the folders, ordered by priority; findings go to the workspace's report.
std::vector<rule::Pipeline> loadPipelines(const std::vector<std::string>& paths, Workspace& workspace);

// Those that are meant for the platform: pySigma's names of back ends say which.
std::vector<rule::Pipeline> pipelinesFor(schema::Platform platform, const std::vector<rule::Pipeline>& all);

}  // namespace quarry::driver
