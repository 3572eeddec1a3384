// quarry build
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/cli.h"
#include "cli/kept.h"
#include "cli/settings.h"
#include "driver/parallel.h"
#include "quarry/base/file.h"
#include "quarry/base/json.h"
#include "quarry/base/render.h"
#include "quarry/base/text.h"
#include "quarry/driver/config.h"
#include "quarry/driver/pipelines.h"

namespace quarry::cli {

namespace fs = std::filesystem;

namespace {

std::optional<driver::CompileOptions> optionsFor(const BuildArguments& arguments, const driver::Config& config,
                                                 std::vector<std::string>& problems) {
  driver::CompileOptions options;
  options.settings = config.settings;
  options.environment = config.environment;
  options.settings.strict = options.settings.strict || arguments.strict;
  std::vector<std::string> to = arguments.to;
  const bool query = schema::platformByName(arguments.emit).has_value();
  if (query)
    to = {arguments.emit};
  else
    options.emit = arguments.emit;
  for (const std::string& name : to) {
    const auto platform = platformNamed(name, problems);
    if (platform && std::find(options.to.begin(), options.to.end(), *platform) == options.to.end())
      options.to.push_back(*platform);
  }
  if (to.empty())
    options.to =
        config.targets.value_or(std::vector{schema::Platform::cql, schema::Platform::kql, schema::Platform::spl});
  addSettings(arguments.settings, options.settings, problems);
  options.allow.insert(arguments.allow.begin(), arguments.allow.end());
  options.settings.allowed = options.allow;  // what binding may leave out
  if (!problems.empty()) return std::nullopt;
  return options;
}

// Where a rule's query goes: the rule's own path below the folder given, and for one of several rules in a file its
// name or number.
std::string outputPath(const BuildArguments& arguments, const driver::File& file, const driver::CompiledRule& rule,
                       const std::string& platform) {
  fs::path path = fs::path(arguments.out) / fs::path(file.relative).replace_extension("");
  std::string name = path.filename().string();
  if (file.documents.size() > 1) name += "-" + (rule.name.empty() ? std::to_string(rule.document + 1) : rule.name);
  return (path.parent_path() / (name + "." + platform)).lexically_normal().string();
}

bool writeOutputs(const BuildArguments& arguments, const driver::Workspace& workspace,
                  const std::vector<driver::CompiledRule>& rules) {
  std::set<std::string> written;  // in lower case: not every file system tells names by case
  fs::path folder;                // the last one that was made
  bool good = true;
  for (const driver::CompiledRule& rule : rules)
    for (const auto& [platform, artifact] : rule.outputs) {
      const std::string path = outputPath(arguments, workspace.files[rule.file], rule, platform);
      if (!written.insert(base::asciiLower(path)).second) {
        complain(fmt::format("{}: two rules would be written there; `{}` is left out", path, rule.title));
        good = false;
        continue;
      }
      try {
        if (const fs::path parent = fs::path(path).parent_path(); parent != folder || folder.empty()) {
          fs::create_directories(parent);
          folder = parent;
        }
        base::replaceFile(path, artifact.header + artifact.query + "\n");
      } catch (const fs::filesystem_error& error) {
        complain(fmt::format("{}: cannot make the folder `{}`: {}", path, error.path1().string(),
                             base::systemMessage(error.code().value())));
        good = false;
      } catch (const base::FileError& error) {
        complain(error.what());
        good = false;
      }
    }
  return good;
}

std::string jsonOf(const driver::Workspace& workspace, const std::vector<driver::CompiledRule>& rules,
                   const base::Report& general) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  std::size_t compiled = 0;
  std::set<std::size_t> withRules;
  for (const driver::CompiledRule& rule : rules) {
    compiled += rule.compiled ? 1 : 0;
    withRules.insert(rule.file);
    Json outputs = Json::object();
    for (const auto& [platform, artifact] : rule.outputs) outputs[platform] = artifact.query;
    list.push_back({{"file", base::asUtf8(workspace.files[rule.file].path)},
                    {"id", rule.id},
                    {"title", rule.title},
                    {"outputs", outputs},
                    {"findings", base::findingsJson(rule.report, workspace.sources)}});
  }
  // What could not be read as a rule is listed with its findings, so that the sum adds up.
  std::size_t failed = rules.size() - compiled;
  for (std::size_t i = 0; i < workspace.files.size(); ++i) {
    base::Report own;
    for (const base::Diagnostic& finding : general.findings())
      if (workspace.sources.outermost(finding.primary.span).file == workspace.files[i].id) own.add(finding);
    if (own.size() == 0) continue;
    failed += own.hasErrors() ? 1 : 0;
    list.push_back({{"file", base::asUtf8(workspace.files[i].path)},
                    {"id", ""},
                    {"title", ""},
                    {"outputs", Json::object()},
                    {"findings", base::findingsJson(own, workspace.sources)}});
  }
  return base::dumpJson({{"version", 1},
                         {"rules", list},
                         {"summary", {{"rules", compiled + failed}, {"compiled", compiled}, {"failed", failed}}}});
}

void printTexts(const BuildArguments& arguments, const driver::CompileOptions& options,
                const std::vector<driver::CompiledRule>& rules) {
  bool first = true;
  for (const driver::CompiledRule& rule : rules) {
    if (!options.emit.empty()) {
      if (!first) out("\n");
      first = false;
      out(rule.stage);
      continue;
    }
    for (const schema::Platform platform : options.to) {
      const auto found = rule.outputs.find(std::string(schema::name(platform)));
      if (found == rule.outputs.end()) continue;
      if (!first) out("\n");
      first = false;
      if (arguments.emit.empty()) out(found->second.header);
      out(found->second.query + "\n");
    }
  }
}

// 2 if one of them cannot be used: a pipeline that is not understood is not used in part.
int addPipelines(const BuildArguments& arguments, driver::CompileOptions& options, driver::Workspace& workspace) {
  driver::Workspace own;
  own.sources = std::move(workspace.sources);
  options.pipelines = driver::loadPipelines(arguments.pipelines, own);
  workspace.sources = std::move(own.sources);
  for (const std::string& problem : own.problems) complain(problem);
  own.report.sort(workspace.sources);
  if (own.report.size() > 0)
    err(base::renderText(own.report, workspace.sources,
                         {useColour(arguments.common.colour, STDERR_FILENO), 120, arguments.pipelines.size()}));
  return own.problems.empty() && !own.report.hasErrors() ? 0 : 2;
}

}  // namespace

int build(const BuildArguments& arguments) {
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  auto options = optionsFor(arguments, config, problems);
  if (!options || !problems.empty()) {
    for (const std::string& problem : problems) complain(problem);
    return 2;
  }
  driver::Workspace& workspace =
      keptToTheEnd(driver::load(arguments.paths, {arguments.common.stdinName, arguments.common.jobs}));
  // Queries below a folder are for `check`.
  std::erase_if(workspace.files, [](const driver::File& file) { return file.kind != driver::FileKind::rule; });
  std::erase_if(workspace.report.findings(),
                [&](const base::Diagnostic& finding) { return finding.def->code.starts_with("CQL"); });
  for (const std::string& problem : workspace.problems) complain(problem);
  int code = workspace.problems.empty() ? 0 : 2;
  if (workspace.files.empty()) {
    if (workspace.problems.empty()) err("quarry: there is no rule to build\n");
    return 2;
  }
  if (const int failed = addPipelines(arguments, *options, workspace); failed != 0) return failed;
  options->jobs = arguments.common.jobs != 0 ? arguments.common.jobs : driver::defaultJobs(workspace.files.size());
  std::vector<driver::CompiledRule>& rules = keptToTheEnd(driver::compileAll(workspace, *options));

  const base::Report general = workspace.report;
  base::Report& all = keptToTheEnd(general);
  for (driver::CompiledRule& rule : rules) {
    rule.report.sort(workspace.sources);
    for (const base::Diagnostic& finding : rule.report.findings()) all.add(finding);
  }
  all.sort(workspace.sources);
  if (!arguments.out.empty() && !writeOutputs(arguments, workspace, rules)) code = 2;
  if (arguments.common.format == "json") {
    out(jsonOf(workspace, rules, general));
  } else {
    if (arguments.out.empty()) printTexts(arguments, *options, rules);
    // Advice is part of the artifact; here only what needs a decision is said.
    std::erase_if(all.findings(),
                  [](const base::Diagnostic& finding) { return finding.severity == base::Severity::info; });
    err(base::renderText(all, workspace.sources,
                         {useColour(arguments.common.colour, STDERR_FILENO), 120, workspace.files.size()}));
  }
  return std::max(code, all.hasErrors() ? 1 : 0);
}

}  // namespace quarry::cli
