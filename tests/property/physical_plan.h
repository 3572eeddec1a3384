// What KQL and SPL are given, made ready for the engine: a bound plan whose fields go by the platform's own names. It
// stands in for the query's text where nothing here can run that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/carry/carry.h"
#include "quarry/schema/bind.h"

namespace quarry::test {

// What a query takes its columns for.
struct Readings {
  std::vector<std::string> json;   // texts that are read as JSON
  std::vector<std::string> lists;  // fields that may have several values
  std::vector<std::string> made;   // by an expression
};

// None if the plan is more than filters, or asks for what the platform's records do not show (the elements of an array
// in Splunk).
std::optional<ir::Plan> physicalPlan(const schema::Bound& bound, Readings& readings);

// The record with what a query makes of it before its conditions: computed columns, JSON texts parsed, single values as
// lists of one.
engine::Object readable(const carry::Carried& carried, const Readings& readings);

}  // namespace quarry::test
