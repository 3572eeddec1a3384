// Verdicts in JSON output.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "quarry/driver/verdict.h"

namespace quarry::cli {

// {"kind", "holds", "words", "value"?, "of"?}
nlohmann::ordered_json verdictJson(const driver::Verdict& verdict);

}  // namespace quarry::cli
