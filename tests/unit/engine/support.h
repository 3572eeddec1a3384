// Runs rules over events, both given as text.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace quarry::test {

struct Ran {
  std::vector<std::string> rows;  // as JSON
  engine::Outcome outcome;
  std::vector<std::string> codes;
};

// The rule of a detection and steps: what stands below `detection:` and the rest of the document.
inline std::string ruleOf(std::string_view detection, std::string_view more = "") {
  std::string text = "title: Test\ntaxonomy: quarry\nlogsource: {product: test}\ndetection:\n";
  for (std::size_t from = 0; from < detection.size();) {
    const std::size_t end = std::min(detection.find('\n', from), detection.size());
    text += "  " + std::string(detection.substr(from, end - from)) + "\n";
    from = end + 1;
  }
  return text + std::string(more) + "\n";
}

inline Ran runRule(const std::string& rule, std::string events, bool normalise = true) {
  base::Sources sources;
  base::Report report;
  const base::FileId file = sources.add("rule.yml", rule);
  const auto documents = rule::read(file, sources, report);
  REQUIRE(documents.size() == 1);
  auto plan = rule::lower(std::get<rule::Rule>(documents.front()), sources, report);
  for (const auto& finding : report.findings()) INFO(finding.message);
  REQUIRE(plan.has_value());
  if (normalise) ir::normalise(*plan);
  engine::Context context{sources, report};
  auto source = engine::EventSource::text("events.json", std::move(events), sources, report);
  Ran ran;
  ran.outcome = engine::run(
      *plan, source,
      [&](const engine::ResultRow& row) {
        ran.rows.emplace_back();
        row.writeJson(ran.rows.back());
        return true;
      },
      context);
  for (const auto& finding : report.findings()) ran.codes.emplace_back(finding.def->code);
  return ran;
}

}  // namespace quarry::test
