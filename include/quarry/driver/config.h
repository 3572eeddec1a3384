// quarry.yml: what a repository has decided once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/driver/filter.h"
#include "quarry/schema/bind.h"

namespace quarry::driver {

struct Config {
  std::string path;  // empty: there is none
  std::optional<std::vector<schema::Platform>> targets;
  schema::Settings settings;
  LintSettings lint;
  std::map<std::string, std::string> queries;  // saved queries: name → path, from the working folder
};

// The file given, or the nearest quarry.yml upwards from the working folder. What is wrong with it is a sentence in
// `problems`, each with its place: a configuration that is not understood is not used in part.
Config loadConfig(const std::string& path, std::vector<std::string>& problems);

}  // namespace quarry::driver
