#include "rule/correlation_part.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/base/codes/verify.h"
#include "quarry/base/text.h"
#include "quarry/ir/passes.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

constexpr const char* kTime = "q_time";

ir::FieldRef column(std::string_view name) { return {ir::FieldRef::Kind::column, std::string(name), nullptr}; }

std::optional<ir::Plan> planOf(const Document& document, const CorrelationScope& scope, base::Report& report) {
  if (const auto* rule = std::get_if<Rule>(&document)) return lower(*rule, scope.sources, report, scope.environment);
  const auto* inner = std::get_if<Correlation>(&document);
  if (inner == nullptr) return std::nullopt;
  auto plan = lower(*inner, scope.find, scope.sources, report, scope.environment);
  if (!plan) return plan;
  // A stage is looked for at every time at which the inner correlation held; to count it is to count how often that
  // began.
  const auto results =
      scope.correlation.type == Correlation::Type::eventCount ? ir::Results::beginnings : ir::Results::moments;
  if (auto* threshold = std::get_if<ir::Threshold>(&plan->source)) threshold->results = results;
  if (auto* sequence = std::get_if<ir::Sequence>(&plan->source)) sequence->results = results;
  return plan;
}

// When a row of the plan happened. Steps that replace the fields of a row keep the time: of a group that is the time of
// its last row.
ir::FieldRef keepTime(ir::Plan& plan) {
  const bool isEvents = ir::fieldsOf(plan.source).open;
  ir::FieldRef time = isEvents ? ir::FieldRef{ir::FieldRef::Kind::event, std::string(ir::kTimeField), nullptr}
                               : column(ir::kLastColumn);
  std::vector<ir::Step> steps;
  for (ir::Step& step : plan.steps) {
    const base::Origin origin = step.origin;
    if (auto* group = std::get_if<ir::Group>(&step.node)) {
      group->measures.push_back(
          {kTime, ir::Aggregate::maximum, {{time, origin}}, {}, {ir::TypeKind::time, {}}, origin});
      time = column(kTime);
    } else if (auto* project = std::get_if<ir::Project>(&step.node); project != nullptr && !project->except) {
      if (time.kind == ir::FieldRef::Kind::event) {
        steps.push_back({ir::Extend{{{kTime, {time, origin}, {ir::TypeKind::time, {}}, origin}}}, origin});
        time = column(kTime);
      }
      if (std::find(project->columns.begin(), project->columns.end(), time) == project->columns.end())
        project->columns.push_back(time);
    }
    steps.push_back(std::move(step));
  }
  plan.steps = std::move(steps);
  return time;
}

// The field by the name that pipelines gave it. None if they gave it several, which is reported.
std::optional<ir::FieldRef> byPipeline(const ir::FieldRef& field, const Rule& rule, base::Span at,
                                       base::Report& report) {
  if (field.kind != ir::FieldRef::Kind::event || !rule.fieldNames) return field;
  const std::vector<std::string> names = rule.fieldNames(field.name);
  if (names.size() == 1) return platformField(field.name, names.front());
  if (names.empty()) return field;
  report.add(codes::pipelineFailure, at, fmt::format("the pipeline maps `{}` to several fields", field.name))
      .note("rows are put together by one field each");
  return std::nullopt;
}

}  // namespace

std::optional<Gathered> gather(const Text& rule, const CorrelationScope& scope) {
  const Document* document = scope.find(rule.value);
  if (document == nullptr) return std::nullopt;  // linking has said so
  Nesting& nesting = scope.environment.nesting;
  if (const auto same = std::find(nesting.round.begin(), nesting.round.end(), std::get_if<Correlation>(document));
      same != nesting.round.end()) {
    nesting.circle = static_cast<std::size_t>(same - nesting.round.begin());
    return std::nullopt;
  }
  base::Report own;  // a rule's findings are told once, where it stands
  auto plan = planOf(*document, scope, own);
  bool good = plan.has_value() && !own.hasErrors();
  if (good) {
    ir::Plan checked = *plan;
    ir::normalise(checked);
    good = ir::verify(checked, own);
  }
  if (nesting.circle) {
    if (*nesting.circle < nesting.round.size()) return std::nullopt;  // this one is part of it
    nesting.circle.reset();
  }
  if (!good) {
    scope.report
        .add(codes::brokenPart, rule.span,
             fmt::format("`{}` does not compile, so nothing can be built on it", rule.value))
        .label(about(*document).title.span, "what is wrong is said here");
    return std::nullopt;
  }
  const ir::FieldRef time = keepTime(*plan);
  ir::FieldSet fields = ir::fieldsOf(plan->source, plan->sourceOrigin);
  for (const ir::Step& step : plan->steps) fields = ir::after(fields, step);
  return Gathered{{rule.value, std::move(*plan), time, rule.span}, std::move(fields), {}, std::get_if<Rule>(document)};
}

bool addColumn(Gathered& gathered, const std::string& name, const std::string& field, base::Span at,
               const CorrelationScope& scope) {
  const auto found = gathered.fields.resolve(field);
  if (!found) {
    std::vector<std::string_view> alive;
    gathered.fields.columns.visit([&](const std::string& known, const ir::Type&) { alive.push_back(known); });
    auto& finding =
        scope.report.add(codes::lostField, at, fmt::format("the rows of `{}` have no `{}`", gathered.part.name, field));
    if (!gathered.fields.closedBy.empty())
      finding.label(gathered.fields.closedBy.primary(), "this keeps only what it names");
    if (const auto near = base::closest(field, alive)) finding.note(fmt::format("did you mean `{}`?", *near));
    return false;
  }
  const auto named = gathered.rule == nullptr ? found : byPipeline(*found, *gathered.rule, at, scope.report);
  if (!named) return false;
  ir::Val value{*named, at};
  ir::Type type = ir::typeOf(value, gathered.fields);
  gathered.columns.push_back({name, std::move(value), std::move(type), at});
  return true;
}

ir::Part finish(Gathered gathered) {
  gathered.part.plan->steps.push_back({ir::Extend{std::move(gathered.columns)}, gathered.part.origin});
  return std::move(gathered.part);
}

}  // namespace quarry::rule
