// A function of CQL for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "quarry/cql/catalogue.h"

namespace quarry::cli {

std::string functionText(const cql::Function& function);
nlohmann::ordered_json functionJson(const cql::Function& function);

}  // namespace quarry::cli
