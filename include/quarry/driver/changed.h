// What git says has changed.
#pragma once

#include <set>
#include <string>

namespace quarry::driver {

// The canonical paths of the files that differ from a revision, untracked ones included, in the repository of the
// working folder. Throws std::runtime_error with git's own words if it cannot tell.
std::set<std::string> changedSince(const std::string& revision);

}  // namespace quarry::driver
