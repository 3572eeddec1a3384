// Work on many files in several processes. ANTLR's runtime takes a global lock at every step, so threads do not help.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace quarry::driver {

// work(i) for each i below `count`, in order of i; with one job in this process. A worker that dies leaves its items
// without a result.
std::vector<std::optional<std::string>> inWorkers(std::size_t count, unsigned jobs,
                                                  const std::function<std::string(std::size_t)>& work);

// How many processes are worth their start for that many files.
unsigned defaultJobs(std::size_t files);

}  // namespace quarry::driver
