// Work on many files in several processes. ANTLR's runtime takes a global lock at every step, so threads do not help.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quarry/driver/workspace.h"

namespace quarry::driver {

// What came of one item: its bytes, or why there are none.
struct WorkResult {
  std::optional<std::string> bytes;
  std::string fault;
};

// work(i) for each i below `count` in worker processes, each of which takes the next item when it is done with one; a
// single item in this one. An item whose worker dies over it (a crash, want of memory) or throws has a fault; another
// worker does those that were left.
std::vector<WorkResult> inWorkers(std::size_t count, unsigned jobs,
                                  const std::function<std::string(std::size_t)>& work);

// Says that a file has no result, and why.
void reportFault(const WorkResult& result, const File& file, base::Report& report);

// How many processes are worth their start for that many files.
unsigned defaultJobs(std::size_t files);

}  // namespace quarry::driver
