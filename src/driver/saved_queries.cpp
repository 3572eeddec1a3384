#include "driver/saved_queries.h"

#include <fstream>
#include <iterator>

#include "quarry/cql/parse.h"

namespace quarry::driver {

const cql::Tree* SavedQueries::find(std::string_view name) {
  if (const auto known = trees_.find(std::string(name)); known != trees_.end()) return known->second.get();
  const auto path = config_.queries.find(std::string(name));
  if (path == config_.queries.end()) return nullptr;
  std::ifstream in(path->second, std::ios::binary);
  if (!in) return nullptr;
  const base::FileId file = sources_.add(path->second, std::string(std::istreambuf_iterator<char>(in), {}));
  return (trees_[std::string(name)] = std::make_shared<const cql::Tree>(cql::parse(file, sources_, report_))).get();
}

cql::LowerOptions SavedQueries::options(const std::map<std::string, std::string>& parameters) {
  cql::LowerOptions options;
  options.parameters = parameters;
  options.savedQuery = [this](std::string_view name) { return find(name); };
  return options;
}

}  // namespace quarry::driver
