#include "quarry/driver/test.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "driver/expectation.h"
#include "driver/sample.h"
#include "quarry/base/codes/run.h"
#include "quarry/base/text.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace quarry::driver {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostJudged = 10'000;  // events of a test whose selections are looked at for coverage

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

// A rule ready to be tested.
class Subject {
 public:
  Subject(const rule::Rule& rule, ir::Plan written, ir::Plan plan, base::Sources& sources, base::Report& report)
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
    judgeEvents(test, expectation, options, coverage, result);
    if (!result.passed && plan_.steps.size() > 1) result.steps = countSteps(test);
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
    Judge judge(rule_, written_, context);
    const bool wants = !result.passed || options.why;
    const bool unexpected = !expectation.wantsRows();
    while (events->next(text) && ++number <= kMostJudged) {
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

  // Rows after each step: the plan up to there, run again.
  std::vector<std::pair<std::string, std::uint64_t>> countSteps(const rule::Test& test) {
    std::vector<std::pair<std::string, std::uint64_t>> counts;
    base::Report quiet;
    engine::Context context = ruleContext(sources_, quiet);
    ir::Plan part{plan_.source, plan_.sourceOrigin, {}};
    for (const ir::Step& step : plan_.steps) {
      part.steps.push_back(step);
      auto events = open(test, quiet);
      if (!events) break;
      std::uint64_t rows = 0;
      engine::run(
          part, *events,
          [&](const engine::ResultRow&) {
            ++rows;
            return true;
          },
          context);
      counts.emplace_back(counts.empty() ? "condition" : name(step), rows);
    }
    return counts;
  }

  const rule::Rule& rule_;
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
  Subject subject(rule, std::move(written), std::move(*plan), workspace.sources, workspace.report);
  for (const rule::Test& test : rule.tests)
    if (isWanted(test.name.value, options)) tested.tests.push_back(subject.run(test, options, tested.coverage));
  return tested;
}

}  // namespace

std::vector<TestedRule> runTests(Workspace& workspace, const TestOptions& options) {
  for (File& file : workspace.files)
    if (file.readable && file.kind == FileKind::rule) readDocuments(file, workspace.sources, workspace.report);
  link(workspace);
  for (File& file : workspace.files)
    for (base::Report& findings : file.findings) workspace.report.merge(std::move(findings));
  std::vector<TestedRule> all;
  for (std::size_t i = 0; i < workspace.files.size(); ++i)
    for (std::size_t k = 0; k < workspace.files[i].documents.size(); ++k)
      if (const auto* rule = std::get_if<rule::Rule>(&workspace.files[i].documents[k])) {
        all.push_back(testRule(*rule, workspace, options));
        all.back().file = i;
        all.back().document = k;
      }
  return all;
}

}  // namespace quarry::driver
