// Reports as SARIF keep to the standard.
#include <doctest/doctest.h>

#include "quarry/base/render.h"
#include "quarry/cql/parse.h"
#include "quarry/lint/rule.h"
#include "sarif_shape.h"

using namespace quarry;
using nlohmann::json;

namespace {

// The findings about every rule's bad example, each in a file of its own with a name that a URI cannot hold as it is.
json logOfExamples() {
  base::Sources sources;
  base::Report report;
  for (const lint::Rule* rule : lint::rules())
    for (const lint::Example& example : rule->examples) {
      if (!std::holds_alternative<lint::QueryCheck>(rule->check)) continue;
      const base::FileId file =
          sources.add("queries/größe 100% [" + std::string(rule->def.code) + "].cql", std::string(example.bad));
      const cql::Tree tree = cql::parse(file, sources, report);
      lint::Context context{tree, sources};
      context.use = example.use;
      context.installation = example.installed ? &lint::exampleInstallation() : nullptr;
      lint::run(context, report);
    }
  report.sort(sources);
  return json::parse(base::render(*base::formatByName("sarif"), report, sources, {}));
}

}  // namespace

TEST_CASE("a SARIF log keeps to the constraints of the schema, whatever is reported") {
  const json log = logOfExamples();
  REQUIRE(log["runs"][0]["results"].size() > 80);
  for (const std::string& fault : test::sarifFaults(log)) FAIL_CHECK(fault);
}

TEST_CASE("a log that breaks a constraint is told from one that does not") {
  const json good = logOfExamples();
  const auto faultsOf = [&](auto&& breakIt) {
    json log = good;
    breakIt(log);
    return test::sarifFaults(log).size();
  };
  const auto first = [](json& log) -> json& { return log["runs"][0]["results"][0]; };
  CHECK(faultsOf([](json& log) { log["version"] = "2.0.0"; }) == 1);
  CHECK(faultsOf([](json& log) { log["extra"] = 1; }) == 1);
  CHECK(faultsOf([&](json& log) { first(log).erase("message"); }) >= 1);
  CHECK(faultsOf([&](json& log) { first(log)["level"] = "info"; }) == 1);
  CHECK(faultsOf([&](json& log) { first(log)["ruleIndex"] = 100000; }) == 1);
  CHECK(faultsOf([&](json& log) { first(log)["ruleId"] = "CQL000"; }) == 1);
  CHECK(faultsOf([&](json& log) { first(log)["locations"][0]["physicalLocation"]["region"]["startLine"] = 0; }) == 1);
  CHECK(faultsOf([&](json& log) {
          first(log)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b.cql";
        }) == 1);
  CHECK(faultsOf([](json& log) {
          for (json& one : log["runs"][0]["results"])
            if (one.contains("fixes")) {
              one["fixes"][0]["artifactChanges"] = json::array();
              return;
            }
        }) == 1);
}
