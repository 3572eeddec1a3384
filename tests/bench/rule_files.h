// Rule files to measure with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace quarry::bench {

// A folder of its own, removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The .yml files below a folder, in order.
std::vector<std::string> ruleFiles(const std::filesystem::path& folder);
// Writes one path a line.
void writeList(const std::vector<std::string>& files, const std::filesystem::path& list);
// `count` rules as files of a new folder: some of `files`, evenly taken, or all of them over and over, each copy with
// an id, a title and a name of its own. Returns their paths.
std::vector<std::string> writeRules(const std::vector<std::string>& files, std::size_t count,
                                    const std::filesystem::path& folder);

}  // namespace quarry::bench
