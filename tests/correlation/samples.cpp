#include "samples.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "driver/sample.h"
#include "quarry/carry/carry.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/driver/compile.h"
#include "quarry/driver/verdict.h"
#include "quarry/engine/flat.h"
#include "quarry/engine/run.h"

namespace quarry::test {

namespace {

constexpr std::string_view kTimes[] = {"eventTime", "time", "timestamp"};

void scansOf(const ir::Plan& plan, std::vector<ir::Scan>& scans) {
  if (const auto* scan = std::get_if<ir::Scan>(&plan.source)) {
    const bool isNew = std::none_of(scans.begin(), scans.end(), [&](const ir::Scan& one) {
      return one.product == scan->product && one.category == scan->category && one.service == scan->service;
    });
    if (isNew) scans.push_back(*scan);
  }
  for (const ir::Plan* part : ir::partsOf(plan.source)) scansOf(*part, scans);
}

// A time as the query gives it: milliseconds, or formatted.
std::int64_t timeOf(std::string_view text) {
  if (const auto number = engine::parseNumber(text)) return static_cast<std::int64_t>(*number);
  const auto instant = engine::instantOf(engine::Value(std::string(text)));
  return instant ? instant->milliseconds : -1;
}

std::string joined(const Samples& events) {
  std::string text;
  for (const Sample& one : events) text += one.json + "\n";
  return text;
}

}  // namespace

std::string print(const Spans& spans) {
  std::string out;
  for (const auto& [first, last] : spans) out += fmt::format("({}, {}) ", first, last);
  return out;
}

Subject::Subject(driver::Workspace& workspace, const rule::Correlation& correlation, std::string cql)
    : workspace_(&workspace), correlation_(&correlation), cql_(std::move(cql)) {
  plan_ = driver::planOf(correlation, workspace, {}, workspace.report);
  REQUIRE(plan_);
}

Samples Subject::samples(const rule::Test& test) {
  Samples all;
  REQUIRE(test.events.isSequence());
  for (const base::yaml::Node& node : test.events.items) {
    Sample one{driver::jsonOf(node), -1};
    const auto event = engine::parseJson(one.json);
    REQUIRE(event);
    for (const std::string_view name : kTimes)
      for (const auto& [key, value] : *event->object())
        if (key == name && one.time < 0) one.time = engine::instantOf(value)->milliseconds;
    REQUIRE(one.time >= 0);
    all.push_back(std::move(one));
  }
  return all;
}

Spans Subject::byEngine(const Samples& events) const { return run(*plan_, events); }

std::set<std::int64_t> Subject::moments(const Samples& events) const {
  ir::Plan plan = *plan_;
  if (auto* threshold = std::get_if<ir::Threshold>(&plan.source)) threshold->results = ir::Results::moments;
  if (auto* sequence = std::get_if<ir::Sequence>(&plan.source)) sequence->results = ir::Results::moments;
  std::set<std::int64_t> lasts;
  for (const Span& span : run(plan, events)) lasts.insert(span.second);
  return lasts;
}

Spans Subject::run(const ir::Plan& plan, const Samples& events) const {
  base::Report report;
  engine::Context context = driver::ruleContext(workspace_->sources, report);
  auto source = engine::EventSource::text("events.json", joined(events), workspace_->sources, report);
  Spans spans;
  engine::run(
      plan, source,
      [&](const engine::ResultRow& row) {
        // Steps that group name the times anew.
        const auto time = [&](std::string_view name) {
          const auto own = engine::instantOf(row.get("@" + std::string(name)));
          return (own ? *own : *engine::instantOf(row.get(name))).milliseconds;
        };
        spans.emplace(time("first"), time("last"));
        return true;
      },
      context);
  return spans;
}

Spans Subject::byQuery(const Samples& events, std::string& problem) const {
  base::Sources sources;
  base::Report report;
  std::vector<ir::Scan> scans;
  scansOf(*plan_, scans);
  std::string records;
  for (const ir::Scan& scan : scans) {
    const auto carrier = carry::Carrier::to(scan, schema::Platform::cql, {}, "", {}, report);
    REQUIRE(carrier);
    for (const Sample& one : events) {
      auto carried = carrier->carry(*engine::parseJson(one.json));
      if (auto* made = std::get_if<carry::Carried>(&carried))
        records += engine::toJson(engine::Value(std::move(made->record))) + "\n";
    }
  }
  const base::FileId file = sources.add("emitted.cql", cql_);
  const cql::Tree tree = cql::parse(file, sources, report);
  const auto plan = report.hasErrors() ? std::nullopt : cql::lower(tree, {}, report);
  Spans spans;
  if (plan) {
    auto source = engine::EventSource::text("events.json", records, sources, report);
    engine::Context context{sources, report};
    engine::runFlat(
        *plan, source,
        [&](engine::FlatRow&& row) {
          spans.emplace(timeOf(row.get("first")), timeOf(row.get("last")));
          return true;
        },
        context);
  }
  for (const base::Diagnostic& finding : report.findings())
    if (finding.severity == base::Severity::error) problem = finding.message + " in\n" + cql_;
  return spans;
}

Subjects::Subjects(const std::vector<std::string>& paths, bool correlate) : workspace(driver::load(paths)) {
  REQUIRE(workspace.problems.empty());
  driver::CompileOptions options;
  options.to = {schema::Platform::cql};
  if (correlate) options.settings.values["cql.correlate"] = "true";
  for (const driver::CompiledRule& compiled : driver::compileAll(workspace, options)) {
    const auto& document = workspace.files[compiled.file].documents[compiled.document];
    const auto* correlation = std::get_if<rule::Correlation>(&document);
    if (correlation == nullptr || correlation->tests.empty()) continue;
    CAPTURE(compiled.title);
    REQUIRE(compiled.compiled);
    REQUIRE(compiled.outputs.contains("cql"));
    all.emplace_back(workspace, *correlation, compiled.outputs.at("cql").query);
  }
}

}  // namespace quarry::test
