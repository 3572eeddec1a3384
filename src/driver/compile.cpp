// The compiler on one screen.
#include "quarry/driver/compile.h"

#include "driver/artifact.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "quarry/target/target.h"

namespace quarry::driver {

CompiledRule compile(const rule::Rule& rule, base::Sources& sources, const CompileOptions& options) {
  CompiledRule result;
  result.title = rule.title.value;
  if (rule.id) result.id = rule.id->value;
  if (rule.name) result.name = rule.name->value;
  if (options.emit == "rule") result.stage = rule::print(rule);

  std::optional<ir::Plan> plan = rule::lower(rule, sources, result.report, options.environment);
  if (!plan) return result;
  ir::normalise(*plan);
  if (!ir::verify(*plan, result.report)) return result;
  if (options.emit == "plan") result.stage = ir::print(*plan);

  result.compiled = true;
  for (const schema::Platform platform : options.to) {
    base::Report findings;
    std::optional<target::Query> query;
    const std::optional<schema::Bound> bound = schema::bind(*plan, platform, options.settings, findings);
    if (bound && options.emit == "bound") result.stage += schema::print(*bound) + "\n";
    if (bound) query = target::target(platform).generate(*bound, findings);
    if (query)
      result.outputs[std::string(schema::name(platform))] = {query->text,
                                                             header(rule, *bound, findings, options.allow)};
    else
      result.compiled = false;
    dropAllowed(findings, options.allow);
    result.report.merge(std::move(findings));
  }
  return result;
}

}  // namespace quarry::driver
