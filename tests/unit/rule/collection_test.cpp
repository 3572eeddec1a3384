// Collections: documents that share what another one says.
#include <doctest/doctest.h>

#include "support.h"

using namespace quarry;
using test::Run;

namespace {

const std::string kGlobal =
    "action: global\ntitle: G\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  b: {g: 1}\n  condition: "
    "a\n---\n";

std::string filters(const Run& run) {
  std::string all;
  for (const ir::Plan& plan : run.plans) all += ir::print(std::get<ir::Filter>(plan.steps.front().node).where) + "; ";
  return all;
}

}  // namespace

TEST_CASE("what a global document says holds for the rules that follow, until it is reset") {
  const Run run(
      kGlobal +
      "detection:\n  a: {f: x}\n---\ndetection:\n  a: {f: y}\n---\naction: reset\n---\ndetection:\n  a: {f: z}\n");
  CHECK(run.documents.size() == 3);
  CHECK(run.plans.size() == 2);
  CHECK(std::get<rule::Rule>(run.documents[0]).title.value == "G");
  CHECK(std::get<rule::Rule>(run.documents[0]).selections.size() == 2);
  CHECK(run.has("RULE021"));
}

TEST_CASE("global documents add up, and the rule's own word wins with a warning") {
  const Run run(kGlobal + "action: global\nlevel: high\n---\ndetection:\n  a: {f: x}\n  b: {g: 2}\n");
  REQUIRE(run.plans.size() == 1);
  const auto& rule = std::get<rule::Rule>(run.documents[0]);
  CHECK(rule.level->value == "high");
  CHECK(std::get<double>(std::get<rule::AllOf>(rule.selections[1].detection.node).items[0].values[0].value) == 2);
  CHECK(test::joined(run.findings()) == "RULE033 `g` `g` is said here and in the shared document: here wins");
}

TEST_CASE("a repetition takes the rule before once more, with changes") {
  const Run run(
      kGlobal +
      "detection:\n  a: {f: x}\n---\naction: repeat\ndetection:\n  a: {f: y}\n---\naction: repeat\nlevel: low\n");
  CHECK(run.findings().empty());
  REQUIRE(run.plans.size() == 3);
  const std::string all = filters(run);
  CHECK(all.find("'x'") < all.find("'y'"));
  CHECK(std::get<rule::Rule>(run.documents[2]).level->value == "low");
}

TEST_CASE("filters and correlations take no part in a collection") {
  const Run run(
      kGlobal +
      "detection:\n  a: {f: x}\n---\ntitle: F\nlogsource: {product: aws}\nfilter: {s: {a: b}, condition: not s}\n");
  CHECK(run.findings().empty());
  REQUIRE(run.documents.size() == 2);
  CHECK(std::get<rule::Filter>(run.documents[1]).title.value == "F");
}
