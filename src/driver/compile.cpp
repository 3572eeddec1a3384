// The compiler on one screen.
#include "quarry/driver/compile.h"

#include <functional>
#include <map>

#include "driver/artifact.h"
#include "driver/schedule.h"
#include "quarry/driver/pipelines.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "quarry/rule/schedule.h"
#include "quarry/target/correlate.h"
#include "quarry/target/target.h"

namespace quarry::driver {

namespace {

// A rule as a checked plan in normal form. None if an error was reported.
std::optional<ir::Plan> planOf(const rule::Rule& rule, base::Sources& sources, const CompileOptions& options,
                               CompiledRule& result) {
  if (options.emit == "rule") result.stage = rule::print(rule);
  std::optional<ir::Plan> plan = rule::lower(rule, sources, result.report, options.environment);
  if (!plan) return std::nullopt;
  ir::normalise(*plan);
  if (!ir::verify(*plan, result.report)) return std::nullopt;
  if (options.emit == "plan") result.stage = ir::print(*plan);
  return plan;
}

// The rule as the platform's pipelines leave it.
std::optional<ir::Plan> planFor(schema::Platform platform, const rule::Rule& rule, base::Sources& sources,
                                const CompileOptions& options, CompiledRule& result) {
  const auto pipelines = pipelinesFor(platform, options.pipelines);
  if (pipelines.empty()) return planOf(rule, sources, options, result);
  const auto processed = rule::processed(rule, pipelines, result.report);
  return processed ? planOf(*processed, sources, options, result) : std::nullopt;
}

// Appends the platform's query to the result. False if there is none.
bool generate(const rule::Metadata& rule, const std::optional<rule::Schedule>& schedule, const ir::Plan& plan,
              schema::Platform platform, const CompileOptions& options, CompiledRule& result) {
  base::Report findings;
  std::optional<target::Query> query;
  const std::optional<schema::Bound> bound = schema::bind(plan, platform, options.settings, findings);
  if (bound && options.emit == "bound") result.stage += schema::print(*bound) + "\n";
  const bool correlate =
      platform == schema::Platform::cql && options.settings.find("cql.correlate").value_or("false") == "true";
  if (bound && correlate)
    query = target::withCorrelate(*bound, findings);
  else if (bound)
    query = target::target(platform).generate(*bound, findings);
  if (query && !checkLength(platform, query->text, rule.title.span, findings)) query.reset();
  if (query)
    result.outputs[std::string(schema::name(platform))] = {
        query->text, header(rule, *bound, scheduleLine(plan.source, schedule), findings, options.allow)};
  dropAllowed(findings, options.allow);
  result.report.merge(std::move(findings));
  return query.has_value();
}

// Every document of the same name again, as the platform's pipelines leave it.
class Processed {
 public:
  Processed(const rule::FindDocument& find, std::vector<rule::Pipeline> pipelines)
      : find_(find), pipelines_(std::move(pipelines)) {}

  const rule::Document* operator()(const std::string& name) {
    const rule::Document* document = find_(name);
    const auto* rule = document == nullptr ? nullptr : std::get_if<rule::Rule>(document);
    if (rule == nullptr || pipelines_.empty()) return document;
    const auto [at, isNew] = made_.try_emplace(document);
    if (isNew) {
      base::Report own;  // said where the rule itself is compiled
      if (auto processed = rule::processed(*rule, pipelines_, own))
        at->second = std::move(*processed);
      else
        at->second = rule::Refused{*rule};
    }
    return &at->second;
  }

 private:
  const rule::FindDocument& find_;
  std::vector<rule::Pipeline> pipelines_;
  std::map<const rule::Document*, rule::Document> made_;
};

CompiledRule begun(const rule::Metadata& about) {
  CompiledRule result;
  result.title = about.title.value;
  if (about.id) result.id = about.id->value;
  if (about.name) result.name = about.name->value;
  return result;
}

}  // namespace

CompiledRule compile(const rule::Rule& rule, base::Sources& sources, const CompileOptions& options) {
  CompiledRule result = begun(rule);

  // Without pipelines the plan is the same for all platforms.
  std::optional<ir::Plan> shared;
  if (options.pipelines.empty()) {
    shared = planOf(rule, sources, options, result);
    if (!shared) return result;
  }
  result.compiled = true;
  for (const schema::Platform platform : options.to) {
    const std::optional<ir::Plan> own = shared ? std::nullopt : planFor(platform, rule, sources, options, result);
    const std::optional<ir::Plan>& plan = shared ? shared : own;
    result.compiled = plan && generate(rule, std::nullopt, *plan, platform, options, result) && result.compiled;
  }
  return result;
}

CompiledRule compile(const rule::Correlation& correlation, const rule::FindDocument& find, base::Sources& sources,
                     const CompileOptions& options) {
  CompiledRule result = begun(correlation);
  if (options.emit == "rule") result.stage = rule::print(correlation);
  if (options.to.empty()) {
    auto plan = rule::lower(correlation, find, sources, result.report, options.environment);
    if (plan) ir::normalise(*plan);
    result.compiled = plan && ir::verify(*plan, result.report);
    return result;
  }
  const auto schedule =
      correlation.alert ? rule::schedule(*correlation.alert, result.report) : std::optional<rule::Schedule>();
  result.compiled = true;
  for (const schema::Platform platform : options.to) {
    // Without pipelines the plan is the same for all platforms; it is made again, and its findings are told once.
    base::Report findings;
    Processed processed(find, pipelinesFor(platform, options.pipelines));
    auto plan = rule::lower(correlation, std::ref(processed), sources, findings, options.environment);
    if (plan) ir::normalise(*plan);
    if (plan && !ir::verify(*plan, findings)) plan.reset();
    if (platform == options.to.front() || !options.pipelines.empty()) result.report.merge(std::move(findings));
    if (plan && options.emit == "plan") result.stage = ir::print(*plan);
    result.compiled = plan && generate(correlation, schedule, *plan, platform, options, result) && result.compiled;
  }
  return result;
}

}  // namespace quarry::driver
