// A rule on its way to the three platforms, with events on theirs: what the rule finds of an event as its vendor writes
// it, and what the query finds of the record that the event becomes there.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "physical_plan.h"
#include "quarry/carry/carry.h"
#include "quarry/engine/run.h"
#include "quarry/ir/plan.h"
#include "quarry/rule/rule.h"
#include "quarry/schema/bind.h"

namespace quarry::test {

inline constexpr schema::Platform kPlatforms[] = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};

// What a platform is given of a rule.
struct Compiled {
  schema::Bound bound;
  std::string query;
  // CQL: the query's text, parsed and lowered again. Others: the bound plan with its fields under the platform's names.
  ir::Plan plan;
  Readings readings;
};

// The documents of a file of rules, each by itself.
std::vector<std::string> documentsOf(const std::string& text);

class RuleUnderTest {
 public:
  // The first rule of the text.
  explicit RuleUnderTest(const std::string& yaml);

  bool taken() const { return plan_.has_value(); }
  const rule::Rule& rule() const { return *rule_; }
  const ir::Plan& plan() const { return *plan_; }
  const ir::Scan& scan() const { return std::get<ir::Scan>(plan_->source); }
  base::Sources& sources() { return sources_; }

  // Null if the platform cannot say the rule, or what it says cannot be run: why() has the reason.
  const Compiled* on(schema::Platform platform);
  const std::string& why() const { return why_; }

  // For each event, whether the rule finds it.
  std::vector<bool> finds(const std::vector<engine::Value>& events);
  // For each event, whether the platform's query finds what it becomes there. A missing one is never found.
  std::vector<bool> finds(schema::Platform platform, const std::vector<std::optional<carry::Carried>>& events);
  std::optional<carry::Carried> carry(schema::Platform platform, const engine::Value& event);

 private:
  bool compile(schema::Platform platform, Compiled& into);
  std::string reasonSince(std::size_t before) const;

  base::Sources sources_;
  base::Report report_;
  std::optional<rule::Rule> rule_;
  std::optional<ir::Plan> plan_;
  std::map<schema::Platform, std::unique_ptr<Compiled>> compiled_;
  std::map<schema::Platform, std::string> reasons_;
  std::string why_;
};

}  // namespace quarry::test
