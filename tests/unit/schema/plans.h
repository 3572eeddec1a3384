// Builds small plans and data files for the tests of schema.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "quarry/ir/passes.h"
#include "quarry/schema/bind.h"
#include "schema/bind_source.h"
#include "schema/load.h"

namespace quarry::schema::testing {

using ir::Op;

inline ir::FieldRef event(const std::string& name) { return {ir::FieldRef::Kind::event, name, nullptr}; }
inline ir::FieldRef column(const std::string& name) { return {ir::FieldRef::Kind::column, name, nullptr}; }
inline base::Span at(std::uint32_t byte) { return {base::FileId{}, byte, byte + 1}; }

// "*" at the ends as in a rule.
inline ir::Glob glob(std::string text) {
  const bool before = text.starts_with('*'), after = text.size() > 1 && text.ends_with('*');
  if (before) text.erase(0, 1);
  if (after) text.pop_back();
  return ir::withRuns(ir::exactGlob(text), before, after);
}

inline ir::Pred is(const std::string& field, std::vector<std::string> values, ir::Fold fold = ir::Fold::unicode) {
  ir::Test test;
  test.field = event(field);
  test.fold = fold;
  for (std::string& value : values) test.operands.push_back({glob(std::move(value)), {}});
  return {std::move(test), at(1)};
}
inline ir::Pred has(const std::string& field, Op op = Op::present) {
  ir::Test test;
  test.field = event(field);
  test.op = op;
  return {std::move(test), at(2)};
}
inline ir::Pred regex(const std::string& field, const std::string& text) {
  ir::Test test;
  test.field = event(field);
  test.operands.push_back({ir::Regex{text, false, false, false}, {}});
  return {std::move(test), at(3)};
}
inline ir::Pred same(const std::string& field, const std::string& other) {
  ir::Test test;
  test.field = event(field);
  test.op = Op::sameAs;
  test.operands.push_back({ir::OtherField{event(other), ir::OtherField::Where::whole}, {}});
  return {std::move(test), at(4)};
}
inline ir::Pred keyword(const std::string& text) {
  ir::Test test;
  test.field = {ir::FieldRef::Kind::raw, "", nullptr};
  test.fold = ir::Fold::unicode;
  test.operands.push_back({glob("*" + text + "*"), {}});
  return {std::move(test), at(5)};
}
inline ir::Pred all(std::vector<ir::Pred> of) { return {ir::And{std::move(of)}, {}}; }
inline ir::Pred any(std::vector<ir::Pred> of) { return {ir::Or{std::move(of)}, {}}; }
inline ir::Pred no(ir::Pred of) { return {ir::Not{std::move(of)}, {}}; }

inline ir::Val read(const std::string& field) { return {event(field), at(6)}; }
inline ir::Val text(const std::string& value) { return {ir::Literal{value}, {}}; }
inline ir::Val call(ir::Function function, std::vector<ir::Val> arguments) {
  return {ir::Call{function, std::move(arguments)}, at(7)};
}

inline const ir::Scan kCloudTrail{"aws", "", "cloudtrail"};
inline const ir::Scan kActivity{"azure", "", "activitylogs"};
inline const ir::Scan kFalcon{"crowdstrike", "cloud_resource_modification", ""};

inline ir::Plan plan(ir::Scan scan, std::vector<decltype(ir::Step::node)> nodes) {
  ir::Plan plan{std::move(scan), at(0), {}};
  for (auto& node : nodes) plan.steps.push_back({std::move(node), at(8)});
  return plan;
}
inline ir::Plan filter(ir::Scan scan, ir::Pred where) { return plan(std::move(scan), {ir::Filter{std::move(where)}}); }

struct Result {
  std::optional<Bound> bound;
  base::Report report;

  std::vector<std::string> codes() const {
    std::vector<std::string> out;
    for (const base::Diagnostic& finding : report.findings()) out.emplace_back(finding.def->code);
    return out;
  }
  std::string said() const {
    std::string out;
    for (const base::Diagnostic& finding : report.findings()) {
      out += finding.message;
      for (const std::string& note : finding.notes) out += "; " + note;
      out += "\n";
    }
    return out;
  }
  // The first step's condition, as --emit plan shows it.
  std::string where() const {
    REQUIRE_MESSAGE(bound.has_value(), said());
    return ir::print(std::get<ir::Filter>(bound->plan.steps.front().node).where);
  }
};

inline Result bindOn(Platform platform, const ir::Plan& plan, const Settings& settings = {}) {
  Result result;
  result.bound = bind(plan, platform, settings, result.report);
  return result;
}

inline Settings with(std::map<std::string, std::string> values) { return {std::move(values), false, {}}; }

// Binds to the first CQL variant of a data file of the test's own.
inline Result bindWith(const std::string& yaml, const ir::Plan& plan, const Settings& settings = {}) {
  const Loaded loaded = load("test", yaml);
  REQUIRE_MESSAGE(loaded.errors.empty(), loaded.errors.front());
  Result result;
  result.bound = bindTo(loaded.family, loaded.family.serves.front(), loaded.family.variants.at(Platform::cql).front(),
                        plan, Platform::cql, settings, result.report);
  return result;
}

}  // namespace quarry::schema::testing
