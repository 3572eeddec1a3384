// The compiler on one screen.
#include "quarry/driver/compile.h"

#include "driver/artifact.h"
#include "quarry/driver/pipelines.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
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
bool generate(const rule::Rule& rule, const ir::Plan& plan, schema::Platform platform, const CompileOptions& options,
              CompiledRule& result) {
  base::Report findings;
  std::optional<target::Query> query;
  const std::optional<schema::Bound> bound = schema::bind(plan, platform, options.settings, findings);
  if (bound && options.emit == "bound") result.stage += schema::print(*bound) + "\n";
  if (bound) query = target::target(platform).generate(*bound, findings);
  if (query)
    result.outputs[std::string(schema::name(platform))] = {query->text, header(rule, *bound, findings, options.allow)};
  dropAllowed(findings, options.allow);
  result.report.merge(std::move(findings));
  return query.has_value();
}

}  // namespace

CompiledRule compile(const rule::Rule& rule, base::Sources& sources, const CompileOptions& options) {
  CompiledRule result;
  result.title = rule.title.value;
  if (rule.id) result.id = rule.id->value;
  if (rule.name) result.name = rule.name->value;

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
    result.compiled = plan && generate(rule, *plan, platform, options, result) && result.compiled;
  }
  return result;
}

}  // namespace quarry::driver
