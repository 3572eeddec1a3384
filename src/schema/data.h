// The data files that the build embeds.
#pragma once

#include <span>
#include <string_view>

namespace quarry::schema {

struct DataFile {
  std::string_view name;  // without the folder and ".yml"
  std::string_view text;
};

std::span<const DataFile> dataFiles();

}  // namespace quarry::schema
