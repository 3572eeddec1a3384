// The saved queries of the configuration.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "quarry/cql/lower.h"
#include "quarry/driver/config.h"

namespace quarry::driver {

// Parses a saved query when it is first called.
class SavedQueries {
 public:
  SavedQueries(const Config& config, base::Sources& sources, base::Report& report)
      : config_(config), sources_(sources), report_(report) {}

  const cql::Tree* find(std::string_view name);
  // What lowering is to know of the surroundings. Refers to this object.
  cql::LowerOptions options(const std::map<std::string, std::string>& parameters);

 private:
  const Config& config_;
  base::Sources& sources_;
  base::Report& report_;
  std::map<std::string, std::shared_ptr<const cql::Tree>> trees_;
};

}  // namespace quarry::driver
