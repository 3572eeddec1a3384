#include "quarry/driver/test.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "driver/expectation.h"
#include "driver/parallel.h"
#include "driver/references.h"
#include "driver/sample.h"
#include "quarry/base/codes/run.h"
#include "quarry/base/limits.h"
#include "quarry/base/text.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

namespace fs = std::filesystem;

std::string_view name(const ir::Step& step) {
  return std::visit<std::string_view>(base::overloaded{
                                          [](const ir::Filter&) { return "where"; },
                                          [](const ir::Extend& extend) {
                                            return extend.columns.front().type.kind == ir::TypeKind::ordinal ? "score"
                                                                                                             : "let";
                                          },
                                          [](const ir::Expand&) { return "expand"; },
                                          [](const ir::Branch&) { return "case"; },
                                          [](const ir::Group&) { return "group"; },
                                          [](const ir::Project&) { return "select"; },
                                          [](const ir::Sort&) { return "sort"; },
                                          [](const ir::Limit&) { return "limit"; },
                                          [](const ir::Apply& apply) { return ir::info(apply.operation).spelling; },
                                      },
                                      step.node);
}

// How a correlation calls its parts, in the order of ir::partsOf(); none for a rule.
std::vector<std::string> partNames(const ir::Source& source) {
  std::vector<std::string> names;
  if (const auto* threshold = std::get_if<ir::Threshold>(&source))
    for (const ir::Part& part : threshold->of) names.push_back(part.name);
  if (const auto* sequence = std::get_if<ir::Sequence>(&source)) {
    for (const ir::Part& stage : sequence->stages) names.push_back(stage.name);
    for (const ir::Absence& absence : sequence->absences) names.push_back(absence.part.name);
  }
  return names;
}

// A rule or a correlation ready to be tested.
class Subject {
 public:
  // `rule`: whose condition is held against each event. Null for a correlation: it judges no event alone.
  Subject(const rule::Rule* rule, ir::Plan written, ir::Plan plan, base::Sources& sources, base::Report& report)
      : rule_(rule), written_(std::move(written)), plan_(std::move(plan)), sources_(sources), report_(report) {}

  TestResult run(const rule::Test& test, const TestOptions& options, std::vector<Coverage>& coverage) {
    TestResult result;
    result.name = test.name.value;
    result.span = test.name.span;
    engine::Context context = ruleContext(sources_, report_);
    Expectation expectation(test);
    const std::size_t before = report_.size();
    auto events = open(test, report_);
    if (!events) return result;
    const engine::Outcome outcome = engine::run(
        plan_, *events,
        [&](const engine::ResultRow& row) {
          expectation.add(row);
          return true;
        },
        context);
    result.events = outcome.input.events;
    const bool ordered = std::any_of(plan_.steps.begin(), plan_.steps.end(),
                                     [](const ir::Step& step) { return std::holds_alternative<ir::Sort>(step.node); });
    result.expected = expectation.expected();
    result.actual = expectation.actual();
    result.faults = expectation.faults(ordered);
    if (!outcome.complete || report_.hasErrorsSince(before))
      result.faults.emplace_back("the result is incomplete: the findings say why");
    result.passed = result.faults.empty();
    result.rows = expectation.shown();
    if (rule_ != nullptr) judgeEvents(test, expectation, options, coverage, result);
    if (!result.passed && (rule_ == nullptr || plan_.steps.size() > 1)) result.steps = countSteps(test);
    return result;
  }

 private:
  std::optional<engine::EventSource> open(const rule::Test& test, base::Report& report) {
    if (test.shape && test.shape->value != "raw") {
      report
          .add(codes::unknownShape, test.shape->span, fmt::format("events have no shape `{}` here", test.shape->value))
          .note("leave `shape` out: events are written as the vendor ships them");
      return std::nullopt;
    }
    const base::Source& file = sources_[sources_.outermost(test.name.span).file];
    if (test.events.isSequence()) {
      // A list stands on lines of its own: a fault in it is one of ours, not of a file.
      return engine::EventSource::text(file.path(), jsonOf(test.events), sources_, report);
    }
    const fs::path path = fs::path(file.path()).parent_path() / test.events.text;
    std::error_code error;
    if (!fs::is_regular_file(path, error)) {
      report.add(codes::testEvents, test.events.span, fmt::format("there is no file `{}`", path.string()))
          .note("the path of a test's events is relative to the rule's folder");
      return std::nullopt;
    }
    return engine::EventSource::files({path.string()}, sources_, report);
  }

  // Holds the condition against each event: for the one that is shown, and for coverage.
  void judgeEvents(const rule::Test& test, const Expectation& expectation, const TestOptions& options,
                   std::vector<Coverage>& coverage, TestResult& result) {
    base::Report quiet;  // what is wrong with the events has been said
    engine::Context context = ruleContext(sources_, quiet);
    auto events = open(test, quiet);
    if (!events) return;
    engine::EventText text;
    std::uint64_t number = 0;
    Judge judge(*rule_, written_, context);
    const bool wants = !result.passed || options.why;
    const bool unexpected = !expectation.wantsRows();
    while (events->next(text) && ++number <= base::limit::kCoverageEvents) {
      const auto verdict = judge.judge(text.json);
      if (!verdict) continue;
      cover(*verdict, coverage);
      const bool telling = result.shown == 0 || (unexpected && verdict->holds && !result.verdict->holds);
      if (!wants || !telling) continue;
      result.shown = number;
      result.event = text.json;
      result.verdict = verdict;
    }
  }

  static void cover(const Verdict& verdict, std::vector<Coverage>& coverage) {
    if (verdict.kind == Verdict::Kind::selection)
      for (Coverage& one : coverage)
        if (one.selection == verdict.words) (verdict.holds ? one.wasTrue : one.wasFalse) = true;
    for (const Verdict& part : verdict.of) cover(part, coverage);
  }

  // Rows of a plan; none if the events cannot be read.
  std::optional<std::uint64_t> count(const ir::Plan& plan, const rule::Test& test) {
    base::Report quiet;
    engine::Context context = ruleContext(sources_, quiet);
    auto events = open(test, quiet);
    if (!events) return std::nullopt;
    std::uint64_t rows = 0;
    engine::run(
        plan, *events,
        [&](const engine::ResultRow&) {
          ++rows;
          return true;
        },
        context);
    return rows;
  }

  // Rows of what a correlation gathers, and after each step: the plan up to there, run again.
  std::vector<std::pair<std::string, std::uint64_t>> countSteps(const rule::Test& test) {
    std::vector<std::pair<std::string, std::uint64_t>> counts;
    const auto note = [&](std::string_view what, const ir::Plan& plan) {
      if (const auto rows = count(plan, test)) counts.emplace_back(what, *rows);
    };
    const std::vector<std::string> names = partNames(plan_.source);
    const auto parts = ir::partsOf(std::as_const(plan_.source));
    for (std::size_t i = 0; i < names.size(); ++i) note(names[i], *parts[i]);
    ir::Plan upTo{plan_.source, plan_.sourceOrigin, {}};
    if (!names.empty()) note("together", upTo);
    for (const ir::Step& step : plan_.steps) {
      upTo.steps.push_back(step);
      note(names.empty() && upTo.steps.size() == 1 ? "condition" : name(step), upTo);
    }
    return counts;
  }

  const rule::Rule* rule_;
  ir::Plan written_, plan_;
  base::Sources& sources_;
  base::Report& report_;
};

bool isWanted(const std::string& name, const TestOptions& options) {
  return options.only.empty() || std::any_of(options.only.begin(), options.only.end(), [&](const std::string& part) {
           return base::asciiLower(name).find(base::asciiLower(part)) != std::string::npos;
         });
}

TestedRule testRule(const rule::Rule& rule, Workspace& workspace, const TestOptions& options) {
  TestedRule tested;
  tested.title = rule.title.value;
  if (rule.id) tested.id = rule.id->value;
  for (const rule::Selection& selection : rule.selections) tested.coverage.push_back({selection.name.value});
  std::optional<ir::Plan> plan = rule::lower(rule, workspace.sources, workspace.report, options.environment);
  if (!plan) return tested;
  ir::Plan written = *plan;  // one part for each thing that was written
  ir::normalise(*plan);
  if (!ir::verify(*plan, workspace.report)) return tested;
  tested.compiled = true;
  Subject subject(&rule, std::move(written), std::move(*plan), workspace.sources, workspace.report);
  for (const rule::Test& test : rule.tests)
    if (isWanted(test.name.value, options)) tested.tests.push_back(subject.run(test, options, tested.coverage));
  return tested;
}

TestedRule testCorrelation(const rule::Correlation& correlation, const rule::FindDocument& find, Workspace& workspace,
                           const TestOptions& options) {
  TestedRule tested;
  tested.title = correlation.title.value;
  if (correlation.id) tested.id = correlation.id->value;
  auto plan = rule::lower(correlation, find, workspace.sources, workspace.report, options.environment);
  if (!plan) return tested;
  ir::normalise(*plan);
  if (!ir::verify(*plan, workspace.report)) return tested;
  tested.compiled = true;
  Subject subject(nullptr, {}, std::move(*plan), workspace.sources, workspace.report);
  for (const rule::Test& test : correlation.tests)
    if (isWanted(test.name.value, options)) tested.tests.push_back(subject.run(test, options, tested.coverage));
  return tested;
}

}  // namespace

std::vector<TestedRule> runTests(Workspace& workspace, const TestOptions& options) {
  readAllDocuments(workspace.files, workspace.sources, defaultJobs(workspace.files.size()));
  link(workspace);
  for (File& file : workspace.files) workspace.report.merge(takeFindings(file));
  const References references(workspace);
  const rule::FindDocument find = finder(workspace, references);
  std::vector<TestedRule> all;
  for (std::size_t i = 0; i < workspace.files.size(); ++i)
    for (std::size_t k = 0; k < workspace.files[i].documents.size(); ++k) {
      const rule::Document& document = workspace.files[i].documents[k];
      if (const auto* rule = std::get_if<rule::Rule>(&document))
        all.push_back(testRule(*rule, workspace, options));
      else if (const auto* correlation = std::get_if<rule::Correlation>(&document))
        all.push_back(testCorrelation(*correlation, find, workspace, options));
      else
        continue;
      all.back().file = i;
      all.back().document = k;
    }
  return all;
}

}  // namespace quarry::driver
