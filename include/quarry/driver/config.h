// quarry.yml: what a repository has decided once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/cql/check.h"
#include "quarry/driver/filter.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/environment.h"
#include "quarry/schema/bind.h"

namespace quarry::driver {

struct Config {
  std::string path;  // empty: there is none
  std::optional<std::vector<schema::Platform>> targets;
  schema::Settings settings;
  rule::Environment environment;  // what the meaning of rules depends on
  LintSettings lint;
  cql::UserFunctions functions;                // that queries may call besides those of the catalogue
  std::map<std::string, std::string> queries;  // saved queries: name → path, from the working folder
  std::map<std::string, std::string> lookups;  // lookup files: name → path, from the working folder; those at hand
  lint::Installation installation;             // the same for those who judge queries, with the columns
};

// The file given, or the nearest quarry.yml upwards from the working folder. What is wrong with it is a sentence in
// `problems`, each with its place: a configuration that is not understood is not used in part.
Config loadConfig(const std::string& path, std::vector<std::string>& problems);

}  // namespace quarry::driver
