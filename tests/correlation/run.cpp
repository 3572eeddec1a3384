#include "run.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "quarry/cql/lower.h"
#include "quarry/cql/parse.h"
#include "quarry/engine/flat.h"
#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"
#include "quarry/schema/bind.h"
#include "quarry/target/target.h"

namespace quarry::test {

namespace {

constexpr std::int64_t kBegin = 1'764'000'000;  // seconds

struct Compiled {
  base::Sources sources;
  base::Report report;
  std::vector<rule::Document> documents;
  rule::FindDocument find = [this](const std::string& name) -> const rule::Document* {
    for (const rule::Document& document : documents)
      if (const auto& known = rule::about(document).name; known && known->value == name) return &document;
    return nullptr;
  };

  explicit Compiled(const std::string& text) {
    documents = rule::read(sources.add("rule.yml", text), sources, report);
    for (const base::Diagnostic& finding : report.findings())
      if (finding.severity == base::Severity::error) FAIL(finding.message);
  }
  const rule::Correlation& correlation() const { return std::get<rule::Correlation>(documents.back()); }
};

std::string number(double value) { return fmt::format("{}", value); }

std::string iso(std::int64_t seconds) { return engine::print(engine::Instant{(kBegin + seconds) * 1000}); }

}  // namespace

std::string correlationRule(const std::string& correlation, const std::string& before) {
  std::string text;
  for (const char* name : {"a", "b", "c", "x"})
    text += fmt::format(
        "title: {0}\nname: {0}\nlogsource: {{product: aws, service: cloudtrail}}\ndetection:\n  s: {{eventName: {0}}}\n"
        "  condition: s\n---\n",
        name);
  if (!before.empty()) text += "title: Inner\nname: inner\ntaxonomy: quarry\ncorrelation:\n" + before + "---\n";
  return text + "title: Together\nname: together\ntaxonomy: quarry\ncorrelation:\n" + correlation;
}

ReferenceRows byEngine(const std::string& rule, const Happenings& events, std::int64_t from, std::int64_t to) {
  Compiled compiled(rule);
  auto plan = rule::lower(compiled.correlation(), compiled.find, compiled.sources, compiled.report);
  for (const base::Diagnostic& finding : compiled.report.findings())
    if (finding.severity == base::Severity::error) FAIL(finding.message);
  REQUIRE(plan);
  ir::normalise(*plan);
  REQUIRE(ir::verify(*plan, compiled.report));
  std::string text;
  for (const Happening& one : events) {
    if (one.time < from || one.time > to) continue;
    text += fmt::format("{{\"eventTime\":\"{}\",\"eventName\":\"{}\"", iso(one.time), one.what);
    if (!one.key.empty()) text += fmt::format(",\"userAgent\":\"{}\"", one.key);
    if (one.value) text += fmt::format(",\"additionalEventData\":{{\"n\":{}}}", number(*one.value));
    text += "}\n";
  }
  auto source = engine::EventSource::text("events.json", text, compiled.sources, compiled.report);
  engine::Context context{compiled.sources, compiled.report};
  ReferenceRows rows;
  engine::run(
      *plan, source,
      [&](const engine::ResultRow& row) {
        const auto seconds = [&](std::string_view name) {
          return engine::instantOf(row.get(name))->milliseconds / 1000 - kBegin;
        };
        const auto measured = engine::numberOf(row.get("count").isMissing() ? row.get("value") : row.get("count"));
        rows.emplace(engine::textOf(row.get("userAgent")).value_or(""), seconds("@first"), seconds("@last"),
                     measured.value_or(0));
        return true;
      },
      context);
  return rows;
}

ReferenceRows byQuery(const std::string& rule, const Happenings& events, std::string& problem) {
  Compiled compiled(rule);
  base::Report report;
  auto made = rule::lower(compiled.correlation(), compiled.find, compiled.sources, report);
  REQUIRE(made);
  ir::normalise(*made);
  const auto bound = schema::bind(*made, schema::Platform::cql, {}, report);
  const auto query = bound ? target::target(schema::Platform::cql).generate(*bound, report) : std::nullopt;
  for (const base::Diagnostic& finding : report.findings())
    if (finding.severity == base::Severity::error) problem = finding.message;
  if (!query) return {};
  const std::string& text = query->text;
  const base::FileId file = compiled.sources.add("query.cql", text);
  const cql::Tree tree = cql::parse(file, compiled.sources, report);
  const auto plan = report.hasErrors() ? std::nullopt : cql::lower(tree, {}, report);
  ReferenceRows rows;
  if (plan) {
    std::string json;
    for (const Happening& one : events) {
      nlohmann::json event = {{"@timestamp", (kBegin + one.time) * 1000},
                              {"#Vendor", "aws"},
                              {"#event.module", "cloudtrail"},
                              {"event.action", one.what},
                              {"Vendor.eventName", one.what}};
      if (!one.key.empty()) event["user_agent.original"] = event["Vendor.userAgent"] = one.key;
      if (one.value) event["Vendor.additionalEventData.n"] = *one.value;
      json += event.dump() + "\n";
    }
    auto source = engine::EventSource::text("events.json", json, compiled.sources, report);
    engine::Context context{compiled.sources, report};
    engine::runFlat(
        *plan, source,
        [&](engine::FlatRow&& row) {
          std::string key(row.get("user_agent.original"));
          if (key.empty()) key = row.get("Vendor.userAgent");
          if (key.empty()) key = row.get("userAgent");
          const auto seconds = [&](std::string_view name) {
            return static_cast<std::int64_t>(engine::parseNumber(row.get(name)).value_or(0)) / 1000 - kBegin;
          };
          const std::string_view measured = row.get("count").empty() ? row.get("value") : row.get("count");
          rows.emplace(key, seconds("first"), seconds("last"), engine::parseNumber(measured).value_or(0));
          return true;
        },
        context);
  }
  for (const base::Diagnostic& finding : report.findings())
    if (finding.severity == base::Severity::error) problem = finding.message + " in\n" + text;
  return rows;
}

}  // namespace quarry::test
