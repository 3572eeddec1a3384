// Single tests as CQL filters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/pred.h"

namespace quarry::target::cql {

// How a field is called where a test stands.
struct Names {
  // Inside an array function the fields of an element follow its variable: "x.".
  std::string elementPrefix;
  std::string of(const ir::FieldRef& field) const;
};

// True if the condition can stand in a filter expression, beside and, or and not: the service refuses function calls
// there (FunctionCallsNotSupportedInFilterExpressions).
bool isPlain(const ir::Pred& pred);
// The alternatives of a plain test: `f="a"`, `f=/…/i`. More than one is meant as an or.
std::vector<std::string> alternatives(const ir::Test& test, const Names& names);
// A lone step that says a list better than alternatives do: in(f, values=[…]).
std::optional<std::string> listStep(const ir::Test& test, const Names& names);

// Reports regular expressions that LogScale's engine does not have. False if one was found.
bool checkRegexes(const ir::Pred& pred, base::Report& report);

}  // namespace quarry::target::cql
