// Every CQL query that the compiler emits is parsed again and lints clean.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "quarry/cql/parse.h"
#include "quarry/driver/compile.h"
#include "quarry/ir/passes.h"
#include "quarry/lint/rule.h"
#include "quarry/rule/read.h"
#include "quarry/target/target.h"

using namespace quarry;

namespace {

// What a lint says of the rule rather than of how the query says it: conditions that contradict or cover each other, a
// word that is looked for in the whole event, a level that a later step excludes, a rank that a later one replaces. And
// two pieces of advice to those who write by hand: a span of time as a number, clauses on one field.
const std::set<std::string_view> kOfTheRule = {"CQL109", "CQL112", "CQL113", "CQL137", "CQL211",
                                               "CQL212", "CQL230", "CQL246", "CQL261"};

}  // namespace

TEST_CASE("emitted CQL parses without a diagnostic and lints clean") {
  driver::Workspace workspace =
      driver::load({QUARRY_ROOT "/detections", QUARRY_ROOT "/examples/rules", QUARRY_ROOT "/examples/correlations",
                    QUARRY_ROOT "/tests/property/rules"});
  REQUIRE(workspace.problems.empty());
  driver::CompileOptions options;
  options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
  const auto rules = driver::compileAll(workspace, options);
  CHECK(rules.size() > 150);
  for (const driver::CompiledRule& rule : rules) {
    CAPTURE(rule.title);
    CHECK(rule.compiled);
    if (rule.isPart) continue;  // what it means is in the correlations that name it
    REQUIRE(rule.outputs.contains("cql"));
    const driver::Artifact& artifact = rule.outputs.at("cql");
    CAPTURE(artifact.query);
    base::Sources sources;
    base::Report report;
    const base::FileId file = sources.add("emitted.cql", artifact.header + artifact.query);
    const cql::Tree tree = cql::parse(file, sources, report);
    lint::run({tree, sources}, report);
    for (const base::Diagnostic& finding : report.findings())
      if (!kOfTheRule.contains(finding.def->code)) CHECK(std::string(finding.def->code) + " " + finding.message == "");
  }
}

TEST_CASE("the same rule always prints the same bytes, whatever the number of workers") {
  const auto texts = [](unsigned jobs) {
    driver::Workspace workspace = driver::load({QUARRY_ROOT "/detections", QUARRY_ROOT "/tests/property/rules"});
    driver::CompileOptions options;
    options.to = {schema::Platform::cql, schema::Platform::kql, schema::Platform::spl};
    options.jobs = jobs;
    std::string all;
    for (const driver::CompiledRule& rule : driver::compileAll(workspace, options))
      for (const auto& [platform, artifact] : rule.outputs)
        all += platform + "\n" + artifact.header + artifact.query + "\n";
    return all;
  };
  const std::string one = texts(1);
  CHECK(one == texts(1));
  CHECK(one == texts(3));
}

TEST_CASE("places in an emitted query lead back to the rule") {
  driver::Workspace workspace = driver::load({QUARRY_ROOT "/detections/T1578.004/aws_root_volume_replaced.yml"});
  REQUIRE(workspace.files.size() == 1);
  driver::readDocuments(workspace.files.front(), workspace.sources);
  const auto& rule = std::get<rule::Rule>(workspace.files.front().documents.at(0));
  auto plan = rule::lower(rule, workspace.sources, workspace.report);
  REQUIRE(plan);
  ir::normalise(*plan);
  for (const target::Target* target : target::targets()) {
    const auto bound = schema::bind(*plan, target->platform(), {}, workspace.report);
    REQUIRE(bound);
    const auto query = target->generate(*bound, workspace.report);
    REQUIRE(query);
    CAPTURE(query->text);
    const auto at = static_cast<std::uint32_t>(query->text.find("CreateReplaceRootVolumeTask"));
    const base::Origin origin = query->originAt(at);
    REQUIRE_FALSE(origin.empty());
    bool found = false;
    for (const base::Span& span : origin.spans())
      found = found || workspace.sources.text(workspace.sources.outermost(span)).find("CreateReplaceRootVolumeTask") !=
                           std::string_view::npos;
    CHECK(found);
  }
}
