// Findings that a repository has decided to live with for now: new ones are reported, these are not.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "quarry/base/report.h"
#include "quarry/base/source.h"

namespace quarry::driver {

// A finding is known by its file, its code and the text of its line, so that lines may move.
class Baseline {
 public:
  // Throws std::runtime_error with a sentence if the file cannot be read or is none of ours.
  static Baseline load(const std::string& path);
  // The file's content for these findings; paths are relative to the folder of `path`.
  static std::string render(const base::Report& report, const base::Sources& sources, const std::string& path);

  // True if the finding is one of these; each entry covers as many findings as were counted.
  bool cover(const base::Diagnostic& finding, const base::Sources& sources);
  // Entries that no finding has used up: they can go.
  std::size_t unused() const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // file, code, line
  static Key keyOf(const base::Diagnostic& finding, const base::Sources& sources, const std::string& folder);

  std::map<Key, std::size_t> left_;
  std::string folder_;
};

}  // namespace quarry::driver
