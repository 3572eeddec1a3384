#include "quarry/driver/translate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "driver/artifact.h"
#include "driver/saved_queries.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/text.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/cql/raise.h"
#include "quarry/ir/passes.h"
#include "quarry/schema/list.h"
#include "quarry/schema/native.h"
#include "quarry/target/target.h"

namespace quarry::driver {

namespace {

using Asked = schema::Native::Asked;

// The texts one of which a test wants its field to be; none if it wants something else.
std::optional<std::vector<std::string>> wantedBy(const ir::Test& test) {
  if (test.op != ir::Op::matches || test.operands.empty()) return std::nullopt;
  std::vector<std::string> values;
  for (const ir::Operand& operand : test.operands) {
    const auto* glob = std::get_if<ir::Glob>(&operand.value);
    if (glob == nullptr || ir::shape(*glob) != ir::GlobShape::exact) return std::nullopt;
    values.emplace_back(ir::literal(*glob));
  }
  return values;
}

// The field and its values, of a test or of several alternatives for one field.
std::optional<std::pair<std::string, std::vector<std::string>>> asks(const ir::Pred& pred) {
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) {
    auto values = wantedBy(*test);
    return values ? std::optional(std::pair(test->field.name, std::move(*values))) : std::nullopt;
  }
  const auto* any = std::get_if<ir::Or>(&pred.node);
  if (any == nullptr) return std::nullopt;
  std::optional<std::pair<std::string, std::vector<std::string>>> all;
  for (const ir::Pred& part : any->of) {
    auto one = asks(part);
    if (!one || (all && all->first != one->first)) return std::nullopt;
    if (!all)
      all = std::move(one);
    else
      all->second.insert(all->second.end(), one->second.begin(), one->second.end());
  }
  return all;
}

void conjuncts(const ir::Pred& pred, std::vector<const ir::Pred*>& out) {
  if (const auto* all = std::get_if<ir::And>(&pred.node))
    for (const ir::Pred& part : all->of) conjuncts(part, out);
  else
    out.push_back(&pred);
}

// What the filters at the head of a query ask for.
Asked askedBy(const ir::Plan& plan) {
  Asked asked;
  for (const ir::Step& step : plan.steps) {
    const auto* filter = std::get_if<ir::Filter>(&step.node);
    if (filter == nullptr) break;
    std::vector<const ir::Pred*> parts;
    conjuncts(filter->where, parts);
    for (const ir::Pred* part : parts)
      if (auto one = asks(*part)) asked.insert(std::move(*one));
  }
  return asked;
}

// Where events are kept is the other platform's own: what the log source says already, and the repository, go.
bool placesEvents(const std::string& field, const schema::Native& native) {
  return native.restricts(field) || field == "#repo" || field == "#type";
}

void dropPlaces(ir::Plan& plan, const schema::Native& native) {
  std::vector<ir::Step> kept;
  bool head = true;
  for (ir::Step& step : plan.steps) {
    auto* filter = std::get_if<ir::Filter>(&step.node);
    head = head && filter != nullptr;
    if (!head) {
      kept.push_back(std::move(step));
      continue;
    }
    std::vector<const ir::Pred*> parts;
    conjuncts(filter->where, parts);
    std::vector<ir::Pred> rest;
    for (const ir::Pred* part : parts) {
      const auto one = asks(*part);
      if (!one || !placesEvents(one->first, native)) rest.push_back(*part);
    }
    if (!rest.empty()) kept.push_back({ir::Filter{ir::conjunction(std::move(rest), step.origin)}, step.origin});
  }
  plan.steps = std::move(kept);
}

// Conditions one after the other are one.
void joinFilters(ir::Plan& plan) {
  std::vector<ir::Step> joined;
  for (auto step = plan.steps.begin(); step != plan.steps.end();) {
    std::vector<ir::Pred> conditions;
    base::Origin origin;
    for (; step != plan.steps.end() && std::holds_alternative<ir::Filter>(step->node); ++step) {
      conditions.push_back(std::move(std::get<ir::Filter>(step->node).where));
      origin |= step->origin;
    }
    if (conditions.empty())
      joined.push_back(std::move(*step++));
    else
      joined.push_back({ir::Filter{ir::conjunction(std::move(conditions), origin)}, origin});
  }
  plan.steps = std::move(joined);
}

std::optional<schema::Native> sourceOf(const ir::Plan& plan, const TranslateOptions& options, base::Report& report) {
  const Asked asked = askedBy(plan);
  const base::Span at = plan.sourceOrigin.primary();
  if (!options.source.empty()) {
    if (auto named = schema::Native::named(options.source, asked, schema::Platform::cql)) return named;
    std::vector<std::string> ids;
    for (const schema::SourceName& one : schema::sourceNames()) ids.push_back(one.id);
    const std::vector<std::string_view> names(ids.begin(), ids.end());
    auto& finding = report.add(codes::noLogSource, at, fmt::format("there is no log source `{}`", options.source));
    if (const auto near = base::closest(options.source, names)) finding.note(fmt::format("did you mean `{}`?", *near));
    finding.note("`quarry list sources` shows the log sources that are known");
    return std::nullopt;
  }
  std::vector<schema::Native> found = schema::Native::meeting(asked, schema::Platform::cql);
  if (found.size() == 1) return std::move(found.front());
  std::vector<std::string> ids;
  ids.reserve(found.size());
  for (const schema::Native& one : found) ids.push_back(one.id());
  if (ids.empty()) ids = schema::Native::near(asked, schema::Platform::cql);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  constexpr std::size_t kMostNamed = 6;
  if (ids.size() > kMostNamed) ids.clear();
  auto& finding = report.add(codes::noLogSource, at,
                             ids.empty() ? "the query does not say which log source it is about"
                                         : "the query could be about several log sources");
  if (!ids.empty()) finding.note(fmt::format("name one: `--source {}`", fmt::join(ids, "`, `--source ")));
  if (ids.empty()) finding.note("name it: `--source windows/process_creation`; `quarry list sources` shows all");
  return std::nullopt;
}

std::optional<ir::Plan> planOf(const cql::Tree& tree, const cql::LowerOptions& lowering,
                               const TranslateOptions& options, base::Report& report) {
  auto plan = cql::lower(tree, lowering, report);
  if (!plan) return std::nullopt;
  const auto native = sourceOf(*plan, options, report);
  if (!native) return std::nullopt;
  dropPlaces(*plan, *native);
  cql::Vocabulary vocabulary;
  vocabulary.closed = native->isClosed();
  vocabulary.field = [&](std::string_view name) { return native->field(name); };
  vocabulary.value = [&](std::string_view name, const base::Origin& origin) { return native->value(name, origin); };
  vocabulary.test = [&](ir::Test test, const base::Origin& origin) { return native->test(std::move(test), origin); };
  auto raised = cql::raise(*plan, vocabulary, report);
  if (!raised) return std::nullopt;
  raised->source = native->scan();
  joinFilters(*raised);
  ir::normalise(*raised);
  if (!ir::verify(*raised, report)) return std::nullopt;
  return raised;
}

std::string headerOf(const std::string& path, const schema::Bound& bound, const base::Report& findings) {
  std::vector<std::string> lines = {fmt::format("translated by quarry {} from {}", QUARRY_VERSION, path),
                                    fmt::format("log source {}", bound.source)};
  for (const std::string& assumption : bound.assumptions) lines.push_back("assumes " + assumption);
  for (const base::Diagnostic& finding : findings.findings())
    lines.push_back(fmt::format("{}: {}", finding.def->code, finding.message));
  return target::target(bound.platform).comment(lines);
}

}  // namespace

std::vector<Translation> translate(Workspace& workspace, const Config& config, const TranslateOptions& options) {
  std::vector<Translation> all;
  for (std::size_t i = 0; i < workspace.files.size(); ++i) {
    const File& file = workspace.files[i];
    if (file.kind != FileKind::query) continue;
    Translation& one = all.emplace_back();
    one.file = i;
    for (const base::Diagnostic& finding : workspace.report.findings())
      if (finding.primary.span.file == file.id) one.report.add(finding);
    if (!file.readable) continue;
    const cql::Tree tree = cql::parse(file.id, workspace.sources, one.report);
    if (one.report.hasErrors()) continue;
    SavedQueries saved(config, workspace.sources, one.report);
    const auto plan = planOf(tree, saved.options(options.parameters), options, one.report);
    if (!plan) continue;
    if (options.emit == "plan") one.stage = ir::print(*plan);
    for (const schema::Platform platform : options.to) {
      base::Report findings;
      const auto bound = schema::bind(*plan, platform, options.settings, findings);
      std::optional<target::Query> query;
      if (bound) query = target::target(platform).generate(*bound, findings);
      if (query && !checkLength(platform, query->text, plan->sourceOrigin.primary(), findings)) query.reset();
      if (query) {
        base::Report said = one.report;
        said.merge(base::Report(findings));
        one.outputs[std::string(schema::name(platform))] = {query->text, headerOf(file.path, *bound, said)};
      }
      dropAllowed(findings, options.allow);
      one.report.merge(std::move(findings));
    }
  }
  return all;
}

}  // namespace quarry::driver
