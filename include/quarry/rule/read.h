// Front end 1: Sigma YAML to rules, and rules to plans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// All documents of a file that can be made sense of; what cannot is reported with its place.
std::vector<Document> read(base::FileId file, base::Sources& sources, base::Report& report);

// The plan of a rule: its log source, its condition as a filter, its steps. None if an error was reported.
std::optional<ir::Plan> lower(const Rule& rule, base::Sources& sources, base::Report& report);

// The textual form of --emit rule.
std::string print(const Rule& rule);

}  // namespace quarry::rule
