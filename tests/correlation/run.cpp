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

std::string number(double value) { return fmt::format("{}", value); }

// Documents for the rules.
std::string rules(const std::string& more) {
  std::string text;
  for (const char* name : {"a", "b", "c", "x"})
    text += fmt::format(
        "title: {0}\nname: {0}\ntaxonomy: quarry\nlogsource: {{product: aws, service: cloudtrail}}\ndetection:\n"
        "  s: {{eventName: {0}}}\n  condition: s\n{1}---\n",
        name, more);
  return text;
}

// The elements of a key, which are joined by `+`.
std::vector<std::string> elements(const std::string& key) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < key.size();) {
    const std::size_t end = std::min(key.find('+', begin), key.size());
    all.push_back(key.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

std::string iso(std::int64_t seconds) { return engine::print(engine::Instant{(kBegin + seconds) * 1000}); }

}  // namespace

std::string correlationRule(const std::string& correlation, const std::string& before) {
  std::string text = rules("");
  if (!before.empty()) text += "title: Inner\nname: inner\ntaxonomy: quarry\ncorrelation:\n" + before + "---\n";
  return text + "title: Together\nname: together\ntaxonomy: quarry\ncorrelation:\n" + correlation;
}

struct Runnable::Compiled {
  base::Sources sources;
  base::Report report;
  std::vector<rule::Document> documents;
  std::optional<ir::Plan> plan;
  std::string query;
  std::optional<ir::Plan> queryPlan;

  void requireNoErrors() const {
    for (const base::Diagnostic& finding : report.findings())
      if (finding.severity == base::Severity::error) FAIL(finding.message, query.empty() ? "" : " in\n", query);
  }
};

std::string expandingRule(const std::string& correlation) {
  return rules("steps:\n  - expand: {instance: 'requestParameters.instancesSet.items[].instanceId'}\n") +
         "title: Together\nname: together\ntaxonomy: quarry\ncorrelation:\n" + correlation;
}

Runnable::Runnable(const std::string& rule) : compiled_(std::make_unique<Compiled>()) {
  Compiled& all = *compiled_;
  all.documents = rule::read(all.sources.add("rule.yml", rule), all.sources, all.report);
  all.requireNoErrors();
  const rule::FindDocument find = [&](const std::string& name) -> const rule::Document* {
    for (const rule::Document& document : all.documents)
      if (const auto& known = rule::about(document).name; known && known->value == name) return &document;
    return nullptr;
  };
  all.plan = rule::lower(std::get<rule::Correlation>(all.documents.back()), find, all.sources, all.report);
  all.requireNoErrors();
  REQUIRE(all.plan);
  ir::normalise(*all.plan);
  REQUIRE(ir::verify(*all.plan, all.report));
}

Runnable::~Runnable() = default;

ir::Reach Runnable::reach() const { return ir::reachOf(compiled_->plan->source); }

ReferenceRows Runnable::byEngine(const Happenings& events) const {
  Compiled& all = *compiled_;
  std::string text;
  for (const Happening& one : events) {
    text += fmt::format("{{\"eventTime\":\"{}\",\"eventName\":\"{}\"", iso(one.time), one.what);
    if (!one.key.empty()) text += fmt::format(",\"userAgent\":\"{}\"", one.key);
    std::string items;
    for (const std::string& element : elements(one.key))
      items += fmt::format("{}{{\"instanceId\":\"{}\"}}", items.empty() ? "" : ",", element);
    text += fmt::format(",\"requestParameters\":{{\"instancesSet\":{{\"items\":[{}]}}}}", items);
    if (one.value) text += fmt::format(",\"additionalEventData\":{{\"n\":{}}}", number(*one.value));
    text += "}\n";
  }
  auto source = engine::EventSource::text("events.json", text, all.sources, all.report);
  engine::Context context{all.sources, all.report};
  ReferenceRows rows;
  engine::run(
      *all.plan, source,
      [&](const engine::ResultRow& row) {
        const auto seconds = [&](std::string_view name) {
          return engine::instantOf(row.get(name))->milliseconds / 1000 - kBegin;
        };
        const auto measured = engine::numberOf(row.get("count").isMissing() ? row.get("value") : row.get("count"));
        const auto key = engine::textOf(row.get(row.get("instance").isMissing() ? "userAgent" : "instance"));
        rows.emplace(key.value_or(""), seconds("@first"), seconds("@last"), measured.value_or(0));
        return true;
      },
      context);
  all.requireNoErrors();
  return rows;
}

ReferenceRows Runnable::byQuery(const Happenings& events) const {
  Compiled& all = *compiled_;
  if (!all.queryPlan) {
    const auto bound = schema::bind(*all.plan, schema::Platform::cql, {}, all.report);
    REQUIRE(bound);
    const auto query = target::target(schema::Platform::cql).generate(*bound, all.report);
    all.requireNoErrors();
    REQUIRE(query);
    all.query = query->text;
    const cql::Tree tree = cql::parse(all.sources.add("query.cql", all.query), all.sources, all.report);
    all.requireNoErrors();
    all.queryPlan = cql::lower(tree, {}, all.report);
    all.requireNoErrors();
    REQUIRE(all.queryPlan);
  }
  std::string json;
  for (const Happening& one : events) {
    nlohmann::json event = {{"@timestamp", (kBegin + one.time) * 1000},
                            {"#Vendor", "aws"},
                            {"#event.module", "cloudtrail"},
                            {"event.action", one.what},
                            {"Vendor.eventName", one.what}};
    if (!one.key.empty()) event["user_agent.original"] = event["Vendor.userAgent"] = one.key;
    if (one.value) event["Vendor.additionalEventData.n"] = *one.value;
    std::size_t number = 0;
    for (const std::string& element : elements(one.key))
      event[fmt::format("Vendor.requestParameters.instancesSet.items[{}].instanceId", number++)] = element;
    json += event.dump() + "\n";
  }
  ReferenceRows rows;
  auto source = engine::EventSource::text("events.json", json, all.sources, all.report);
  engine::Context context{all.sources, all.report};
  engine::runFlat(
      *all.queryPlan, source,
      [&](engine::FlatRow&& row) {
        std::string key(row.get("user_agent.original"));
        if (key.empty()) key = row.get("Vendor.userAgent");
        if (key.empty()) key = row.get("userAgent");
        if (!row.get("instance").empty()) key = row.get("instance");
        const auto seconds = [&](std::string_view name) {
          return static_cast<std::int64_t>(engine::parseNumber(row.get(name)).value_or(0)) / 1000 - kBegin;
        };
        const std::string_view measured = row.get("count").empty() ? row.get("value") : row.get("count");
        rows.emplace(key, seconds("first"), seconds("last"), engine::parseNumber(measured).value_or(0));
        return true;
      },
      context);
  all.requireNoErrors();
  return rows;
}

}  // namespace quarry::test
