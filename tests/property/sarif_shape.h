// Holds a SARIF log against the constraints of the schema of SARIF 2.1.0 (OASIS) for all objects that Quarry writes:
// which members an object may have, which it must have, their types, enumerations and bounds; and what the prose of the
// standard says of indices and regions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace quarry::test {

// What is wrong, each with its place as a JSON pointer; empty if nothing is.
std::vector<std::string> sarifFaults(const nlohmann::json& log);

}  // namespace quarry::test
