// Rules as texts, held against events: what the tests of Sigma's rows share.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "quarry/engine/run.h"
#include "quarry/ir/passes.h"
#include "quarry/rule/read.h"

namespace quarry::test {

struct Row {
  std::string detection;           // below `detection:`, indented by two
  std::vector<std::string> found;  // events that match
  std::vector<std::string> missed;
};

inline rule::Environment environment() {
  rule::Environment known;
  rule::Value alice, wildcard;
  alice.value = alice.text = "alice";
  wildcard.value = wildcard.text = "svc_*";
  known.placeholders["admins"] = {alice, wildcard};
  known.lists["egress"] = {rule::List::Type::cidr, "", {}, {"192.0.2.0/24", "2001:db8::/32"}};
  known.lists["people"] = {rule::List::Type::text, "", {}, {"Alice", "bob*"}};
  return known;
}

// The number of events that the only rule of the text finds; none if it was refused.
inline std::optional<std::uint64_t> matches(const std::string& yaml, const std::string& events) {
  base::Sources sources;
  base::Report report;
  const auto documents = rule::read(sources.add("rule.yml", yaml), sources, report);
  REQUIRE(documents.size() == 1);
  const auto* rule = std::get_if<rule::Rule>(&documents.front());
  if (rule == nullptr) return std::nullopt;
  auto plan = rule::lower(*rule, sources, report, environment());
  if (!plan) return std::nullopt;
  ir::normalise(*plan);
  engine::Context context{sources, report};
  auto source = engine::EventSource::text("events.json", events, sources, report);
  return engine::run(
             *plan, source, [](const engine::ResultRow&) { return true; }, context)
      .rows;
}

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.detection);
    const std::string yaml = "title: T\nlogsource: {product: aws}\ndetection:\n" + row.detection;
    for (const std::string& event : row.found) {
      CAPTURE(event);
      CHECK(matches(yaml, event) == 1);
    }
    for (const std::string& event : row.missed) {
      CAPTURE(event);
      CHECK(matches(yaml, event) == 0);
    }
  }
}

// A selection of one line.
inline std::string item(const std::string& line) { return "  s: {" + line + "}\n  condition: s\n"; }
inline std::string lines(const std::string& text) { return "  s:\n" + text + "  condition: s\n"; }

}  // namespace quarry::test
