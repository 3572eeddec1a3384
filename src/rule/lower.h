// How the parts of the front end call each other.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "quarry/base/report.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/environment.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// What a detection may name where it stands: the fields alive there, and the rule's selections.
struct Scope {
  const Rule& rule;
  base::Sources& sources;
  base::Report& report;
  // What the configuration says; null where a rule is only looked at, not compiled.
  const Environment* environment = nullptr;
  ir::FieldSet fields = ir::initialFields();
  // Selections lowered so far where these fields are alive; an empty one was reported.
  std::map<std::string, std::optional<ir::Pred>> selections = {};
  bool inElement = false;  // below `any_of`: names are paths within the element
};

// A field name as it is meant in the scope. A name that is not alive is kept as an event field: verification, which
// knows the step that dropped it, reports it.
ir::FieldRef resolveField(const std::string& name, const Scope& scope);
// A field that a pipeline calls by the platform's own name: there is nothing left to bind. `assumed`: unless the log
// source has a map for it.
ir::FieldRef platformField(const std::string& name, const std::string& own, bool assumed = false);

// read_detection.cpp: reads a detection out of YAML (a selection's body, or the map of a `where` step).
std::optional<Detection> readDetection(const base::yaml::Node& node, base::Report& report);
// lower_detection.cpp: its meaning. None if an error was reported.
std::optional<ir::Pred> lowerDetection(const Detection& detection, Scope& scope);
// lower_condition.cpp: a condition over the rule's selections ("a and not 1 of b_*").
std::optional<ir::Pred> lowerCondition(const base::yaml::Node& condition, Scope& scope);
// The meaning of one selection; lowered once. None if it was reported, or does not exist.
const std::optional<ir::Pred>& lowerSelection(const Selection& selection, Scope& scope);
// lower_filter.cpp: the filter as a rule, for a scope to stand in.
Rule asRule(const Filter& filter);
// lower_steps.cpp: appends the steps of the rule to the plan, after its filter. False if an error was reported.
bool lowerSteps(const base::yaml::Node& steps, Scope& scope, ir::Plan& plan);

}  // namespace quarry::rule
