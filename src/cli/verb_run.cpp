// quarry run
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "cli/cli.h"
#include "cli/interruption.h"
#include "cli/pairs.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "quarry/base/codes/run.h"
#include "quarry/base/numeral.h"
#include "quarry/base/render.h"
#include "quarry/driver/config.h"
#include "quarry/driver/run.h"
#include "quarry/driver/verdict.h"
#include "quarry/engine/value.h"

namespace quarry::cli {

namespace {

std::int64_t clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::optional<engine::Instant> instantOf(const std::string& text, std::string_view option,
                                         std::vector<std::string>& problems) {
  if (text.empty()) return std::nullopt;
  if (const auto number = engine::parseNumber(text)) return engine::Instant{base::clamped<std::int64_t>(*number)};
  if (const auto instant = engine::parseInstant(text)) return instant;
  problems.push_back(fmt::format("--{} {}: a time is milliseconds since 1970 or ISO 8601 text", option, text));
  return std::nullopt;
}

// The row's object with the rule in front.
std::string withRule(const std::string& rule, const std::string& json) {
  std::string out = "{\"rule\":";
  engine::writeJsonText(rule, out);
  if (json.size() > 2) out += ",";
  return out + json.substr(1);
}

// The last line of output that is not all there is, for those who see no more than it.
std::string incompleteMark(const base::Report& report, bool asTable) {
  std::string why = "a limit stopped the evaluation";
  for (const base::Diagnostic& finding : report.findings())
    if (finding.severity == base::Severity::error) why = fmt::format("{}: {}", finding.def->code, finding.message);
  if (asTable) return fmt::format("-- incomplete -- {}\n", why);
  std::string line = "{\"#incomplete\":";
  engine::writeJsonText(why, line);
  return line + "}\n";
}

}  // namespace

int runQuery(const RunArguments& arguments) {
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  const auto parameters = pairsOf(arguments.parameters, "param", problems);
  const auto lookups = pairsOf(arguments.lookups, "lookup", problems);
  const auto views = pairsOf(arguments.views, "view", problems);
  const auto start = instantOf(arguments.start, "start", problems), end = instantOf(arguments.end, "end", problems);
  const auto now = instantOf(arguments.now, "now", problems);
  driver::Workspace workspace = driver::load({arguments.what}, {arguments.common.stdinName});
  for (const std::string& problem : workspace.problems) problems.push_back(problem);
  if (workspace.files.empty() && problems.empty()) problems.emplace_back("there is nothing to run");
  for (const std::string& path : arguments.events)
    if (driver::kindOf(std::filesystem::path(path).filename().native()))
      problems.push_back(path + ": this is no file of events; a query, a rule or a folder of them comes first, alone");
  for (const std::string& problem : problems) complain(problem);
  if (!problems.empty()) return 2;

  base::Report report = std::move(workspace.report);
  workspace.report = {};
  const std::vector<driver::Runnable> plans = driver::plansOf(workspace, config, parameters, report);
  const bool several = workspace.files.size() > 1 || plans.size() > 1;
  const bool asTable =
      arguments.common.format == "table" || (arguments.common.format == "text" && isatty(STDOUT_FILENO) == 1);
  Progress progress;
  engine::Context context = driver::ruleContext(workspace.sources, report);
  context.start = start;
  context.end = end;
  context.now = now.value_or(end.value_or(engine::Instant{clock()}));
  context.lookupFiles = lookups;
  context.lookupFiles.insert(config.lookups.begin(), config.lookups.end());  // the command line goes first
  for (const auto& [name, path] : views) context.views[name] = {path};
  const Interruption interruption;
  context.stop = &interruption.signal();
  context.progress = [&](std::uint64_t bytes, std::uint64_t total) { progress.show(bytes, total); };

  std::vector<std::vector<std::pair<std::string, std::string>>> rows;
  const bool failed = report.hasErrors() && plans.empty();
  driver::RunOutcome outcome;
  if (!failed)
    outcome = driver::run(plans, arguments.events, context, [&](driver::RunRow&& row) {
      const std::string& name = plans[row.of].name;
      if (asTable) {
        if (several) row.fields.insert(row.fields.begin(), {"rule", name});
        rows.push_back(std::move(row.fields));
      } else {
        out((several ? withRule(name, row.json) : row.json) + "\n");
      }
      return true;
    });
  progress.clear();
  if (asTable) out(table(rows));
  const int signal = interruption.signal();
  if (signal != 0)
    report.add(codes::interrupted, {workspace.files.front().id, 0, 0},
               fmt::format("{} stopped the run after {} events", interruption.name(), outcome.events));
  if (!outcome.complete && outcome.events > 0) out(incompleteMark(report, asTable));
  report.sort(workspace.sources);
  std::erase_if(report.findings(),
                [](const base::Diagnostic& finding) { return finding.severity == base::Severity::info; });
  err(base::renderText(report, workspace.sources,
                       {useColour(arguments.common.colour, STDERR_FILENO), 120, workspace.files.size()}));
  if (!outcome.complete && !report.hasErrors()) err("quarry: the result is not complete\n");
  if (signal != 0) return 128 + signal;
  return report.hasErrors() || !outcome.complete ? 1 : 0;
}

}  // namespace quarry::cli
