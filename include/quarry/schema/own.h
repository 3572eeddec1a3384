// Log sources of the user's own, and changes to those that ship: what `sources` in quarry.yml holds
// (docs/schema-data.md).
#pragma once

#include <string>
#include <vector>

#include "quarry/base/source.h"
#include "quarry/base/yaml.h"

namespace quarry::schema {

// Makes these known instead of those of an earlier call, before any that ship. Each is a whole source, or `extends: ID`
// with what is different. What is wrong comes back, each with its place; then nothing changes. Call it before rules are
// bound: what sources there are is one fact for the whole process.
std::vector<std::string> useOwnSources(const std::vector<base::yaml::Node>& all, base::Sources& sources);

}  // namespace quarry::schema
