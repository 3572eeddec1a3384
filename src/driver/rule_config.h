// The parts of quarry.yml that the meaning of rules depends on. `problem` takes what is wrong, with its place.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/yaml.h"
#include "quarry/rule/environment.h"

namespace quarry::driver {

using Problem = std::function<void(base::Span, const std::string&)>;

// `filters: keep` or `exclude`
std::optional<rule::FilterMeaning> readFilterMeaning(const base::yaml::Node& node, const Problem& problem);
// `placeholders: {admins: [alice, bob]}`
std::map<std::string, std::vector<rule::Value>> readPlaceholders(const base::yaml::Node& node, const Problem& problem);
// `lists: {trusted_egress: {type: cidr, cql: …, kql: …, spl: …, test: […]}}`
std::map<std::string, rule::List> readLists(const base::yaml::Node& node, const Problem& problem);

}  // namespace quarry::driver
