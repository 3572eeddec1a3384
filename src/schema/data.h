// The data files that the build embeds.
#pragma once

#include <span>
#include <string_view>

namespace quarry::schema {

struct DataFile {
  std::string_view name;  // without the folder and ".yml"
  std::string_view text;
  std::string_view tree;  // base::yaml::unpack() reads it
};

// All of them, ordered by name.
std::span<const DataFile> embeddedFiles();
// One for each family of log sources.
std::span<const DataFile> dataFiles();
// The variants that several families use.
const DataFile& sharedFile();

}  // namespace quarry::schema
