// quarry translate
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/pairs.h"
#include "cli/settings.h"
#include "quarry/base/file.h"
#include "quarry/base/json.h"
#include "quarry/base/render.h"
#include "quarry/driver/translate.h"

namespace quarry::cli {

namespace {

std::optional<driver::TranslateOptions> optionsFor(const TranslateArguments& arguments, const driver::Config& config,
                                                   std::vector<std::string>& problems) {
  driver::TranslateOptions options;
  options.source = arguments.source;
  options.emit = arguments.emit;
  options.settings = config.settings;
  options.parameters = pairsOf(arguments.parameters, "param", problems);
  for (const std::string& name : arguments.to) {
    const auto platform = schema::platformByName(name);
    if (!platform || *platform == schema::Platform::cql)
      problems.push_back(fmt::format("`{}` is no target of a query: kql or spl", name));
    else if (std::find(options.to.begin(), options.to.end(), *platform) == options.to.end())
      options.to.push_back(*platform);
  }
  if (arguments.to.empty()) options.to = {schema::Platform::kql, schema::Platform::spl};
  addSettings(arguments.settings, options.settings, problems);
  options.allow.insert(arguments.allow.begin(), arguments.allow.end());
  options.settings.allowed = options.allow;
  if (!problems.empty()) return std::nullopt;
  return options;
}

std::string jsonOf(const driver::Workspace& workspace, const std::vector<driver::Translation>& translations,
                   std::size_t wanted) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  std::size_t whole = 0;
  for (const driver::Translation& one : translations) {
    Json outputs = Json::object();
    for (const auto& [platform, artifact] : one.outputs) outputs[platform] = artifact.query;
    whole += one.outputs.size() == wanted ? 1 : 0;
    list.push_back({{"file", base::asUtf8(workspace.files[one.file].path)},
                    {"outputs", outputs},
                    {"findings", base::findingsJson(one.report, workspace.sources)}});
  }
  return base::dumpJson(
      {{"version", 1},
       {"queries", list},
       {"summary",
        {{"queries", translations.size()}, {"translated", whole}, {"failed", translations.size() - whole}}}});
}

}  // namespace

int translate(const TranslateArguments& arguments) {
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  const auto options = optionsFor(arguments, config, problems);
  driver::Workspace workspace = driver::load(arguments.paths, {arguments.common.stdinName});
  for (const std::string& problem : workspace.problems) problems.push_back(problem);
  const bool any = std::any_of(workspace.files.begin(), workspace.files.end(),
                               [](const driver::File& file) { return file.kind == driver::FileKind::query; });
  if (problems.empty() && !any) problems.emplace_back("there is no query to translate");
  for (const std::string& problem : problems) complain(problem);
  if (!problems.empty()) return 2;

  std::vector<driver::Translation> translations = driver::translate(workspace, config, *options);
  base::Report all;
  for (driver::Translation& one : translations) {
    one.report.sort(workspace.sources);
    for (const base::Diagnostic& finding : one.report.findings()) all.add(finding);
  }
  all.sort(workspace.sources);
  if (arguments.common.format == "json") {
    out(jsonOf(workspace, translations, options->to.size()));
    return all.hasErrors() ? 1 : 0;
  }
  bool first = true;
  const auto print = [&](const std::string& text) {
    if (!first) out("\n");
    first = false;
    out(text);
  };
  for (const driver::Translation& one : translations) {
    if (!options->emit.empty()) {
      if (!one.stage.empty()) print(one.stage);
      continue;
    }
    for (const schema::Platform platform : options->to)
      if (const auto found = one.outputs.find(std::string(schema::name(platform))); found != one.outputs.end())
        print(found->second.header + found->second.query + "\n");
  }
  std::erase_if(all.findings(), [](const base::Diagnostic& one) { return one.severity == base::Severity::info; });
  err(base::renderText(all, workspace.sources,
                       {useColour(arguments.common.colour, STDERR_FILENO), 120, translations.size()}));
  return all.hasErrors() ? 1 : 0;
}

}  // namespace quarry::cli
