// What functions of SPL, KQL and SQL are called in CQL.
#pragma once

#include <string_view>

namespace quarry::cql {

struct ForeignName {
  std::string_view name;      // in lower case
  std::string_view function;  // the function of CQL that comes nearest; empty if none does
  std::string_view advice;    // how it is said in CQL, a phrase with code in back-ticks; empty: by `function`
};

// By name in any case; null if it is not known.
const ForeignName* foreignName(std::string_view name);

}  // namespace quarry::cql
