#include "driver/saved_queries.h"

#include <fmt/format.h>

#include "quarry/base/codes/file.h"
#include "quarry/base/file.h"
#include "quarry/base/limits.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/workspace.h"

namespace quarry::driver {

const cql::Tree* SavedQueries::find(std::string_view name) {
  if (const auto known = trees_.find(std::string(name)); known != trees_.end()) return known->second.get();
  const auto path = config_.queries.find(std::string(name));
  if (path == config_.queries.end()) return nullptr;
  base::FileText read = base::readFile(path->second, base::limit::kQueryBytes);
  const bool good = read.fault.empty() && !read.tooLarge;
  const base::FileId file = sources_.add(path->second, good ? std::move(read.text) : std::string());
  if (read.tooLarge)
    report_.add(codes::queryTooLarge, {file, 0, 0},
                fmt::format("the file is larger than {}",
                            base::shownLimit(base::limit::kQueryBytes, base::Limit::Unit::bytes)));
  else if (!good)
    report_.add(codes::queryUnreadable, {file, 0, 0}, fmt::format("the file cannot be read: {}", read.fault));
  return (trees_[std::string(name)] = std::make_shared<const cql::Tree>(cql::parse(file, sources_, report_))).get();
}

cql::LowerOptions SavedQueries::options(const std::map<std::string, std::string>& parameters) {
  cql::LowerOptions options;
  options.parameters = parameters;
  options.savedQuery = [this](std::string_view name) { return find(name); };
  return options;
}

}  // namespace quarry::driver
