#include "quarry/driver/run.h"

#include "driver/parallel.h"
#include "driver/references.h"
#include "driver/saved_queries.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/engine/flat.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

std::vector<std::pair<std::string, std::string>> fieldsOf(const engine::Object& object) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, value] : object) {
    if (value.isMissing() || value.isNull()) continue;
    const auto text = engine::textOf(value);
    out.emplace_back(name, text ? *text : engine::toJson(value));
  }
  return out;
}

engine::EventSource source(const std::vector<std::string>& events, engine::Context& context) {
  if (events.empty()) return engine::EventSource::text("", "", context.sources, context.report);
  return engine::EventSource::files(events, context.sources, context.report);
}

}  // namespace

std::vector<Runnable> plansOf(Workspace& workspace, const Config& config,
                              const std::map<std::string, std::string>& parameters, base::Report& report) {
  std::vector<Runnable> plans;
  SavedQueries saved(config, workspace.sources, report);
  const cql::LowerOptions options = saved.options(parameters);
  readAllDocuments(workspace.files, workspace.sources, defaultJobs(workspace.files.size()));
  link(workspace);
  for (File& file : workspace.files) workspace.report.merge(takeFindings(file));
  report.merge(std::move(workspace.report));
  workspace.report = {};
  const References references(workspace);
  const rule::FindDocument find = finder(workspace, references);
  const std::set<const rule::Document*> parts = partsOnly(workspace, references);
  const auto lowered = [&](const rule::Document& document) -> std::optional<ir::Plan> {
    if (const auto* one = std::get_if<rule::Rule>(&document))
      return rule::lower(*one, workspace.sources, report, config.environment);
    if (const auto* one = std::get_if<rule::Correlation>(&document))
      return rule::lower(*one, find, workspace.sources, report, config.environment);
    return std::nullopt;
  };
  for (std::size_t i = 0; i < workspace.files.size(); ++i) {
    const File& file = workspace.files[i];
    if (!file.readable) continue;
    if (file.kind == FileKind::query) {
      const std::size_t before = report.size();
      const cql::Tree tree = cql::parse(file.id, workspace.sources, report);
      if (report.hasErrorsSince(before)) continue;
      if (auto plan = cql::lower(tree, options, report)) plans.push_back({i, file.path, std::move(*plan)});
    }
    for (const rule::Document& document : file.documents) {
      auto plan = lowered(document);
      if (!plan) continue;
      ir::normalise(*plan);
      // A rule that only serves correlations is checked, and has no rows of its own.
      if (ir::verify(*plan, report) && !parts.contains(&document))
        plans.push_back({i, rule::about(document).title.value, std::move(*plan)});
    }
  }
  return plans;
}

RunOutcome run(const std::vector<Runnable>& plans, const std::vector<std::string>& events, engine::Context& context,
               const RunSink& sink) {
  RunOutcome outcome;
  bool wanted = true;
  std::vector<const ir::Plan*> rules;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < plans.size() && wanted; ++i) {
    if (!engine::isFlat(plans[i].plan)) {
      rules.push_back(&plans[i].plan);
      places.push_back(i);
      continue;
    }
    engine::EventSource input = source(events, context);
    const engine::Outcome ran = engine::runFlat(
        plans[i].plan, input,
        [&](engine::FlatRow&& row) {
          RunRow out{i, {}, {}};
          row.writeJson(out.json);
          out.fields = std::move(row.fields);
          return wanted = sink(std::move(out));
        },
        context);
    outcome.complete = outcome.complete && ran.complete;
    outcome.events += ran.input.events;
  }
  if (rules.empty() || !wanted) return outcome;
  engine::EventSource input = source(events, context);
  const engine::Outcome ran = engine::runAll(
      rules, input,
      [&](std::size_t plan, const engine::ResultRow& row) {
        if (!wanted) return;
        RunRow out{places[plan], fieldsOf(row.object()), {}};
        row.writeJson(out.json);
        wanted = sink(std::move(out));
      },
      context);
  outcome.complete = outcome.complete && ran.complete;
  outcome.events += ran.input.events;
  return outcome;
}

}  // namespace quarry::driver
