// A rule's plan: its log source, its condition as a filter, its steps.
#include "rule/lower.h"

#include <fmt/format.h>

#include "quarry/base/codes/rule.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace quarry::rule {

namespace {

// What the filters of a rule leave of its events. False if one of them cannot be applied: without it the rule would
// find more than it should.
bool addFilters(const Rule& rule, const Environment& environment, base::Sources& sources, base::Report& report,
                std::vector<ir::Pred>& parts) {
  bool good = true;
  for (const std::shared_ptr<const Filter>& filter : rule.filters) {
    base::Report own;  // its mistakes are told once, where it stands
    auto pred = lowerFilter(*filter, environment, sources, own);
    if (!pred) {
      report
          .add(codes::filterFails, rule.title.span,
               fmt::format("the filter `{}` covers this rule and cannot be applied", filter->title.value))
          .label(filter->title.span, "the filter");
      good = false;
      continue;
    }
    parts.push_back(std::move(*pred));
  }
  return good;
}

}  // namespace

std::optional<ir::Pred> meaning(const Rule& rule, const Selection& selection, const Environment& environment,
                                base::Sources& sources) {
  base::Report quiet;
  Scope scope{rule, sources, quiet, &environment};
  auto pred = lowerDetection(selection.detection, scope);
  if (!pred || quiet.hasErrors()) return std::nullopt;
  return ir::normalised(std::move(*pred));
}

std::optional<ir::Plan> lower(const Rule& rule, base::Sources& sources, base::Report& report,
                              const Environment& environment) {
  const std::size_t before = report.size();
  Scope scope{rule, sources, report, &environment};
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
  std::vector<ir::Pred> parts;
  parts.push_back(ir::disjunction(std::move(alternatives)));
  if (!addFilters(rule, environment, sources, report, parts)) return std::nullopt;
  plan.steps.push_back({ir::Filter{ir::conjunction(std::move(parts))}, where});
  if (rule.steps && !lowerSteps(*rule.steps, scope, plan)) return std::nullopt;
  return plan;
}

}  // namespace quarry::rule
