#pragma once

#include <filesystem>
#include <string>

namespace quarry::driver {

// Absolute, without links and dots, also if the last parts do not exist. (weakly_canonical alone leaves a relative path
// relative if its first part does not exist.)
inline std::filesystem::path canonical(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
}

}  // namespace quarry::driver
