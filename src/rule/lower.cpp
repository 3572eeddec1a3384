// A rule's plan: its log source, its condition as a filter, its steps.
#include "rule/lower.h"

#include "quarry/rule/read.h"

namespace quarry::rule {

std::optional<ir::Plan> lower(const Rule& rule, base::Sources& sources, base::Report& report) {
  const std::size_t before = report.size();
  Scope scope{rule, sources, report};
  ir::Plan plan;
  const auto said = [](const std::optional<Text>& text) { return text ? text->value : std::string(); };
  plan.source = ir::Scan{said(rule.logSource.product), said(rule.logSource.category), said(rule.logSource.service)};
  plan.sourceOrigin = rule.logSource.span;

  std::vector<ir::Pred> alternatives;
  for (const base::yaml::Node& condition : rule.conditionNodes)
    if (auto pred = lowerCondition(condition, scope)) alternatives.push_back(std::move(*pred));
  // A selection that no condition names is still part of the rule: its mistakes are reported.
  for (const Selection& selection : rule.selections) lowerSelection(selection, scope);
  if (report.hasErrorsSince(before)) return std::nullopt;

  const base::Span where = rule.conditions.empty() ? rule.span : rule.conditions.front().span;
  plan.steps.push_back({ir::Filter{ir::disjunction(std::move(alternatives))}, where});
  if (rule.steps && !lowerSteps(*rule.steps, scope, plan)) return std::nullopt;
  return plan;
}

}  // namespace quarry::rule
