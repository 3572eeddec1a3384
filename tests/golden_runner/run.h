// Runs a golden case in a folder of its own.
#pragma once

#include <filesystem>

#include "case.h"

namespace quarry::golden {

// The case with what really came out in `expected`. Throws std::runtime_error if the program cannot be run.
Case run(const Case& golden, const std::filesystem::path& quarry);

}  // namespace quarry::golden
