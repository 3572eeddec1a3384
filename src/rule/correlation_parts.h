// Parts of a correlation that have a form of their own.
#pragma once

#include "quarry/base/report.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

// correlation_condition.cpp: thresholds or, for the temporal types, a condition over the rules. `key` is the place of
// `correlation`, for what is missing.
void readCorrelationCondition(const base::yaml::Node& body, base::Span key, Correlation& correlation,
                              base::Report& report);
// The rules that a condition over rules names; fills `rules` if they are not said, and else holds both to each other.
void readRuleNames(Correlation& correlation, base::Sources& sources, base::Report& report);
// correlation_bounds.cpp: whether any number of events meets the thresholds, and what an upper bound cannot see.
void checkBounds(const Correlation& correlation, base::Report& report);
// correlation_parts.cpp
void readAliases(const base::yaml::Node& body, Correlation& correlation, base::Report& report);
void readWithout(const base::yaml::Node& body, Correlation& correlation, base::Report& report);

}  // namespace quarry::rule
