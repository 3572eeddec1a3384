// Which findings of `check` are reported, and how grave: the command line's codes, quarry.yml's `lint`, a baseline.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/diagnostic.h"
#include "quarry/lint/rule.h"

namespace quarry::driver {

// `lint` of quarry.yml. Codes are codes, names of codes, the beginnings of codes, or categories.
struct LintSettings {
  struct Block {
    std::string path;  // glob from the configuration's folder; empty: everywhere
    std::vector<std::string> ignore;
    std::map<std::string, std::optional<base::Severity>> severity;  // none: off
    std::optional<lint::Use> use;                                   // what runs the queries there
  };
  std::vector<Block> blocks;  // a later one goes over an earlier one
  std::string baseline;       // file; empty: none
};

// True if `path` is, or lies below, what `glob` names: `*` stays within a folder, `**` does not.
bool matchesGlob(const std::string& glob, const std::string& path);

// Decides on findings. A file's path is made relative to the configuration's folder to compare it with globs.
class FindingFilter {
 public:
  FindingFilter() = default;
  FindingFilter(std::vector<std::string> select, std::vector<std::string> ignore, LintSettings settings,
                const std::string& configPath);

  // False: not reported. May change the finding's severity.
  bool accept(base::Diagnostic& finding, const std::string& path) const;
  // What runs the queries of a file, as the configuration says.
  lint::Use useOf(const std::string& path) const;

 private:
  std::string relative(const std::string& path) const;

  std::vector<std::string> select_, ignore_;
  LintSettings settings_;
  std::string root_;
};

}  // namespace quarry::driver
