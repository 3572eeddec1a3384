// Sorting by a score.
#include "target/rank.h"

#include <doctest/doctest.h>

using namespace quarry;

namespace {

ir::FieldRef column(const std::string& name) { return {ir::FieldRef::Kind::column, name, nullptr}; }

ir::Assignment score() {
  ir::Test bad;
  bad.field = {ir::FieldRef::Kind::event, "op", nullptr};
  bad.operands.push_back({ir::exactGlob("delete"), {}});
  ir::Case cases;
  cases.branches.push_back({ir::Pred{bad, {}}, ir::Val{ir::Literal{std::string("High")}, {}}});
  cases.otherwise = ir::Val{ir::Literal{std::string("Low")}, {}};
  return {"Risk", {std::move(cases), {}}, {ir::TypeKind::ordinal, {"High", "Low"}}, {}};
}

ir::Sort byRisk() {
  ir::Sort sort;
  sort.keys.push_back({column("Risk"), true, {ir::TypeKind::ordinal, {"High", "Low"}}, {}});
  return sort;
}

}  // namespace

TEST_CASE("a score that is sorted gets a rank beside it, which goes again at the end") {
  ir::Plan plan;
  plan.source = ir::Scan{};
  plan.steps.push_back({ir::Extend{{score()}}, {}});
  plan.steps.push_back({byRisk(), {}});
  target::rankScores(plan);
  CHECK(ir::print(plan) ==
        "scan\n"
        "| let q_Risk_rank = case(op matches exactly 'delete' -> 2; else 1)\n"
        "  let Risk = case(op matches exactly 'delete' -> 'High'; else 'Low')  [High > Low]\n"
        "| sort q_Risk_rank desc by number, all rows\n"
        "| drop q_Risk_rank\n");
}

TEST_CASE("where a selection came between, the rank is made again from the labels") {
  ir::Plan plan;
  plan.source = ir::Scan{};
  plan.steps.push_back({ir::Extend{{score()}}, {}});
  plan.steps.push_back({ir::Project{{column("Risk")}}, {}});
  plan.steps.push_back({byRisk(), {}});
  target::rankScores(plan);
  const std::string text = ir::print(plan);
  CAPTURE(text);
  CHECK(text.find("| let q_Risk_rank = case($Risk matches exactly 'High' -> 2; $Risk matches exactly 'Low' -> 1; else "
                  "0)\n| sort q_Risk_rank desc") != std::string::npos);
  CHECK(text.ends_with("| drop q_Risk_rank\n"));
}

TEST_CASE("a score that nothing sorts by is left alone") {
  ir::Plan plan;
  plan.source = ir::Scan{};
  plan.steps.push_back({ir::Extend{{score()}}, {}});
  const std::string before = ir::print(plan);
  target::rankScores(plan);
  CHECK(ir::print(plan) == before);
}
