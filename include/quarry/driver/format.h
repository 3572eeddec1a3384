// Formats queries: .cql files, and CQL in blocks of other files.
#pragma once

#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/driver/workspace.h"

namespace quarry::driver {

struct FormatOutcome {
  struct Change {
    std::size_t file = 0;  // of the workspace
    std::string after;
  };
  std::size_t looked = 0;       // files that hold CQL
  std::vector<Change> changes;  // nothing is written
  // A file with a mistake in a query is left as it is: where a person meant something else than the tool reads, another
  // layout would hide it. The mistakes are in the report.
  std::vector<std::size_t> left;
  // Files whose formatted queries would not read the same: a fault of ours.
  std::vector<std::size_t> faults;
  base::Report report;  // sorted; places are in the workspace's sources
};

// Consumes the workspace's findings.
FormatOutcome formatAll(Workspace& workspace, unsigned jobs);

}  // namespace quarry::driver
