// Checks every call of a query against the catalogue of functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/cql/tree.h"

namespace quarry::cql {

// Functions that the catalogue cannot know: what an installation or a package adds. `pack:*` names all that begin so.
struct UserFunctions {
  std::vector<std::string> names;

  bool knows(std::string_view name) const;  // in any case
};

// `syntax` holds what parsing found: the arguments of a call with an error in them are not judged a second time.
void checkCalls(const Tree& tree, const UserFunctions& own, const base::Report& syntax, base::Report& report);

}  // namespace quarry::cql
