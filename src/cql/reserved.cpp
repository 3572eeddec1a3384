#include "cql/reserved.h"

#include "quarry/cql/catalogue.h"

namespace quarry::cql {

bool isFunctionName(std::string_view word) { return find(word) != nullptr; }

}  // namespace quarry::cql
