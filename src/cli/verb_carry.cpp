// quarry carry
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "cli/cli.h"
#include "cli/settings.h"
#include "quarry/base/render.h"
#include "quarry/base/text.h"
#include "quarry/carry/carry.h"
#include "quarry/driver/config.h"
#include "quarry/engine/events.h"
#include "quarry/schema/list.h"

namespace quarry::cli {

namespace {

// The words of "product aws, service cloudtrail".
ir::Scan scanOf(const std::string& words) {
  ir::Scan scan;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(", ", at), words.size());
    const std::string one = words.substr(at, end - at);
    const std::size_t space = one.find(' ');
    const std::string key = one.substr(0, space), value = one.substr(space + 1);
    (key == "product" ? scan.product : key == "category" ? scan.category : scan.service) = value;
    at = end + 2;
  }
  return scan;
}

std::optional<ir::Scan> sourceNamed(const std::string& name, std::vector<std::string>& problems) {
  if (const auto known = schema::describeSource(name)) return scanOf(known->logSources.front());
  std::vector<std::string> ids;
  for (const schema::SourceName& source : schema::sourceNames()) ids.push_back(source.id);
  const std::vector<std::string_view> names(ids.begin(), ids.end());
  const auto near = base::closest(name, names);
  problems.push_back(fmt::format("there is no log source `{}`; {}", name,
                                 near ? fmt::format("did you mean `{}`?", *near) : "see `quarry list sources`"));
  return std::nullopt;
}

}  // namespace

int carryEvents(const CarryArguments& arguments) {
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  schema::Settings settings = config.settings;
  addSettings(arguments.settings, settings, problems);
  const auto platform = platformNamed(arguments.to, problems);
  const auto scan = sourceNamed(arguments.source, problems);
  std::optional<carry::Carrier> carrier;
  if (problems.empty()) {
    base::Report report;
    carrier = carry::Carrier::to(*scan, *platform, settings, "", {}, report);
    for (const base::Diagnostic& finding : report.findings()) {
      problems.push_back(finding.message);
      for (const std::string& note : finding.notes) problems.back() += "; " + note;
    }
  }
  for (const std::string& problem : problems) complain(problem);
  if (!carrier || !problems.empty()) return 2;

  base::Sources sources;
  base::Report report;
  std::set<std::string> lost;
  auto events = engine::EventSource::files(arguments.events, sources, report);
  for (engine::EventText event; events.next(event);) {
    const auto value = engine::parseJson(event.json);
    if (!value || value->object() == nullptr) {
      events.reject(event, "it is no JSON object");
      continue;
    }
    auto carried = carrier->carry(*value);
    if (const auto* why = std::get_if<std::string>(&carried)) {
      events.reject(event, *why);
      continue;
    }
    auto& record = std::get<carry::Carried>(carried);
    lost.insert(record.lost.begin(), record.lost.end());
    out(engine::toJson(engine::Value(std::move(record.record))) + "\n");
  }
  if (arguments.lost && !lost.empty())
    err(fmt::format("quarry: not kept on {}: {}\n", schema::name(*platform), fmt::join(lost, ", ")));
  report.sort(sources);
  err(base::renderText(report, sources,
                       {useColour(arguments.common.colour, STDERR_FILENO), 120, arguments.events.size()}));
  return report.hasErrors() ? 1 : 0;
}

}  // namespace quarry::cli
