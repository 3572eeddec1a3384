// What a filter does to the rules that it covers.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/rule/condition.h"
#include "quarry/rule/read.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

bool hasNot(const Condition& condition) {
  const auto any = [](const std::vector<Condition>& of) { return std::any_of(of.begin(), of.end(), hasNot); };
  return std::visit(base::overloaded{
                        [](const Named&) { return false; },
                        [](const Quantified&) { return false; },
                        [](const Negation&) { return true; },
                        [&](const Conjunction& all) { return any(all.of); },
                        [&](const Disjunction& some) { return any(some.of); },
                    },
                    condition.node);
}

void reportAmbiguous(const Filter& filter, const Environment& environment, base::Report& report) {
  const base::yaml::Node& condition = *filter.condition;
  const bool oneName = condition.text.find_first_of(" \t\n") == std::string::npos;
  report.add(codes::ambiguousFilter, condition.span, "this filter can be read as the events to keep, or to leave out")
      .note("Sigma's text reads it as what is left out, its tools as what is kept")
      .note(fmt::format("write what is meant with `not`, or say it once in {}: `filters: exclude` or `filters: keep`",
                        environment.path.empty() ? "`quarry.yml`" : fmt::format("`{}`", environment.path)))
      .fix("leave out what the condition names",
           {{condition.span, oneName ? "not " + condition.text : fmt::format("not ({})", condition.text)}},
           base::Safety::review);
}

}  // namespace

Rule asRule(const Filter& filter) {
  Rule rule;
  static_cast<Metadata&>(rule) = filter;
  rule.logSource = filter.logSource;
  rule.selections = filter.selections;
  return rule;
}

std::optional<ir::Pred> lowerFilter(const Filter& filter, const Environment& environment, base::Sources& sources,
                                    base::Report& report) {
  const std::size_t before = report.size();
  const Rule rule = asRule(filter);
  Scope scope{rule, sources, report, &environment};
  for (const Selection& selection : rule.selections) lowerSelection(selection, scope);
  auto pred = lowerCondition(*filter.condition, scope);
  if (!pred || report.hasErrorsSince(before)) return std::nullopt;
  // The condition can be read: what was said of it is said once.
  base::Report quiet;
  const auto tree = parseCondition(base::yaml::embed(sources, *filter.condition), sources, quiet);
  if (!tree || hasNot(*tree)) return pred;
  if (!environment.filters) {
    reportAmbiguous(filter, environment, report);
    return std::nullopt;
  }
  if (*environment.filters == FilterMeaning::keep) return pred;
  return ir::negation(std::move(*pred), filter.condition->span);
}

}  // namespace quarry::rule
