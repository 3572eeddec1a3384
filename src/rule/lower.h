// How the parts of the front end call each other.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "quarry/base/report.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// What a detection may name where it stands: the fields alive there, and the rule's selections.
struct Scope {
  const Rule& rule;
  base::Sources& sources;
  base::Report& report;
  ir::FieldSet fields = ir::initialFields();
};

// detection.cpp: reads a detection out of YAML (a selection's body, or the map of a `where` step).
std::optional<Detection> readDetection(const base::yaml::Node& node, base::Report& report);
// lower_detection.cpp: its meaning. Field names resolve through scope.fields. None if an error was reported.
std::optional<ir::Pred> lowerDetection(const Detection& detection, Scope& scope);
// lower_condition.cpp: a condition over the rule's selections ("a and not 1 of b_*").
std::optional<ir::Pred> lowerCondition(const base::yaml::Node& condition, Scope& scope);
// lower_steps.cpp: appends the steps of `rule.steps` to the plan, after its filter. False if an error was reported.
bool lowerSteps(const base::yaml::Node& steps, Scope& scope, ir::Plan& plan);
// lower_expression.cpp: an expression ("count_if(a in ['x'])" is not one: aggregates are read by lower_steps.cpp).
std::optional<ir::Val> lowerExpression(const base::yaml::Node& scalar, Scope& scope);

}  // namespace quarry::rule
