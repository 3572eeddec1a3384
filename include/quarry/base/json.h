// Findings as JSON values, for documents that hold more than findings.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "quarry/base/report.h"

namespace quarry::base {

nlohmann::ordered_json findingsJson(const Report& report, const Sources& sources);
// Indented, with a final line break; bytes that are no UTF-8 (of file names) are replaced.
std::string dumpJson(const nlohmann::ordered_json& json);

}  // namespace quarry::base
