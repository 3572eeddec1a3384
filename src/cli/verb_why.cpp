// quarry why
#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/verdicts.h"
#include "quarry/base/render.h"
#include "quarry/driver/compile.h"
#include "quarry/driver/config.h"
#include "quarry/driver/reached.h"
#include "quarry/driver/verdict.h"
#include "quarry/driver/workspace.h"
#include "quarry/engine/events.h"
#include "quarry/rule/read.h"

namespace quarry::cli {

namespace {

struct Subject {
  const rule::Rule* rule;
  ir::Plan plan;
};

std::string headOf(const Subject& subject, std::uint64_t number, const engine::EventText& event, bool holds,
                   bool colour) {
  const char* const truth = holds ? "meets the condition" : "does not meet the condition";
  std::string head = fmt::format("event {} (line {}) {} of `{}`", number, event.line, truth, subject.rule->title.value);
  if (colour) head = "\x1b[1m" + head + "\x1b[0m";
  return head + "\n";
}

// All events as the text of one file: a correlation looks at them more than once.
std::string textOf(const std::vector<std::string>& paths, driver::Workspace& workspace) {
  std::string text;
  auto events = engine::EventSource::files(paths, workspace.sources, workspace.report);
  engine::EventText event;
  while (events.next(event)) (text += event.json) += '\n';
  return text;
}

void explain(const std::string& title, const ir::Plan& plan, const std::string& events, const WhyArguments& arguments,
             engine::Context& context, bool colour) {
  const auto reached = driver::reach(plan, events, context, arguments.most);
  if (arguments.common.format == "json") {
    for (const driver::Reached& one : reached) {
      nlohmann::ordered_json keys = nlohmann::ordered_json::object(), stages = nlohmann::ordered_json::array(),
                             results = nlohmann::ordered_json::array();
      for (const auto& [name, value] : one.keys) keys[name] = value;
      for (const driver::Reached::Stage& stage : one.stages)
        stages.push_back({{"rule", stage.rule}, {"absent", stage.isAbsence}, {"times", stage.times}});
      for (const std::string& result : one.results) results.push_back(nlohmann::ordered_json::parse(result));
      out(nlohmann::ordered_json({{"rule", title},
                                  {"matches", !one.results.empty()},
                                  {"keys", keys},
                                  {"stages", stages},
                                  {"results", results}})
              .dump() +
          "\n");
    }
    return;
  }
  std::size_t found = 0;
  for (const driver::Reached& one : reached) found += one.results.size();
  out(fmt::format("`{}`: {} result{} over {} key{}\n", title, found, found == 1 ? "" : "s", reached.size(),
                  reached.size() == 1 ? "" : "s"));
  for (const driver::Reached& one : reached) out(driver::print(one, 2, colour));
  if (!plan.steps.empty())
    out(fmt::format("  then {} step{}: `quarry test` and `quarry run` show what they let through\n", plan.steps.size(),
                    plan.steps.size() == 1 ? "" : "s"));
}

}  // namespace

int why(const WhyArguments& arguments) {
  std::vector<std::string> problems;
  const driver::Config config = driver::loadConfig(arguments.common.config, problems);
  if (!problems.empty()) {
    for (const std::string& problem : problems) complain(problem);
    return 2;
  }
  driver::Workspace workspace = driver::load({arguments.rule}, {arguments.common.stdinName});
  for (const std::string& problem : workspace.problems) complain(problem);
  if (!workspace.problems.empty()) return 2;
  std::vector<Subject> subjects;
  driver::readAllDocuments(workspace.files, workspace.sources, 1);
  driver::link(workspace);
  for (driver::File& file : workspace.files) {
    workspace.report.merge(driver::takeFindings(file));
    for (const rule::Document& document : file.documents)
      if (const auto* rule = std::get_if<rule::Rule>(&document))
        if (auto plan = rule::lower(*rule, workspace.sources, workspace.report, config.environment))
          subjects.push_back({rule, std::move(*plan)});
  }
  const bool colour = useColour(arguments.common.colour, STDOUT_FILENO);
  const bool json = arguments.common.format == "json";
  engine::Context context = driver::ruleContext(workspace.sources, workspace.report);
  // Where there are correlations they are what is asked about; their rules are the stages.
  bool correlated = false, explained = false;
  std::string text;
  for (const driver::File& file : workspace.files)
    for (const rule::Document& document : file.documents) {
      const auto* correlation = std::get_if<rule::Correlation>(&document);
      if (correlation == nullptr) continue;
      if (!correlated) text = textOf(arguments.events, workspace);
      correlated = true;
      auto plan = driver::planOf(*correlation, workspace, config.environment, workspace.report);
      if (!plan) continue;
      if (explained && !json) out("\n");
      explained = true;
      explain(correlation->title.value, *plan, text, arguments, context, colour);
    }
  if (correlated) {
    workspace.report.sort(workspace.sources);
    if (workspace.report.size() > 0)
      err(base::renderText(workspace.report, workspace.sources,
                           {useColour(arguments.common.colour, STDERR_FILENO), 120, workspace.files.size()}));
    return workspace.report.hasErrors() ? 1 : 0;
  }
  std::vector<driver::Judge> judges;
  judges.reserve(subjects.size());
  for (const Subject& subject : subjects) judges.emplace_back(*subject.rule, subject.plan, context);
  auto events = engine::EventSource::files(arguments.events, workspace.sources, workspace.report);
  engine::EventText event;
  std::uint64_t number = 0, shown = 0, more = 0;
  while (!subjects.empty() && events.next(event)) {
    ++number;
    if (arguments.event != 0 && number != arguments.event) continue;
    if (arguments.event == 0 && shown >= arguments.most) {
      ++more;
      continue;
    }
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      const Subject& subject = subjects[i];
      const auto verdict = judges[i].judge(event.json);
      if (!verdict) {
        events.reject(event, "it is no JSON object");
        break;
      }
      if (json) {
        out(nlohmann::ordered_json({{"event", number},
                                    {"line", event.line},
                                    {"rule", subject.rule->title.value},
                                    {"matches", verdict->holds},
                                    {"condition", verdictJson(*verdict)}})
                .dump() +
            "\n");
      } else {
        if (shown > 0) out("\n");
        out(headOf(subject, number, event, verdict->holds, colour));
        out(driver::print(*verdict, 2, colour));
        if (verdict->holds && subject.plan.steps.size() > 1)
          out(fmt::format("  then {} step{}: `quarry test` and `quarry run` show what they let through\n",
                          subject.plan.steps.size() - 1, subject.plan.steps.size() == 2 ? "" : "s"));
      }
      ++shown;
    }
  }
  if (more > 0) err(fmt::format("quarry: {} more events; --most N shows more, --event N one of them\n", more));
  if (arguments.event > number) {
    err(fmt::format("quarry: there is no event {}: the input holds {}\n", arguments.event, number));
    return 2;
  }
  if (number == 0 && workspace.report.size() == 0) err("quarry: there are no events in the input\n");
  workspace.report.sort(workspace.sources);
  if (workspace.report.size() > 0)
    err(base::renderText(workspace.report, workspace.sources,
                         {useColour(arguments.common.colour, STDERR_FILENO), 120, workspace.files.size()}));
  return workspace.report.hasErrors() ? 1 : 0;
}

}  // namespace quarry::cli
