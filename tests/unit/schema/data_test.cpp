// The data files are part of the program: a fault in one is a fault of the build.
#include <doctest/doctest.h>

#include "quarry/ir/passes.h"
#include "quarry/schema/bind.h"
#include "schema/model.h"

using namespace quarry;

namespace {

ir::FieldRef event(const std::string& name) { return {ir::FieldRef::Kind::event, name, nullptr}; }

ir::Pred equals(const std::string& field, const std::string& value) {
  ir::Test test;
  test.field = event(field);
  test.fold = ir::Fold::unicode;
  test.operands.push_back({ir::exactGlob(value), {}});
  return {std::move(test), {}};
}

ir::Pred present(const std::string& field) {
  ir::Test test;
  test.field = event(field);
  test.op = ir::Op::present;
  return {std::move(test), {}};
}

ir::Plan plan(const std::string& product, const std::string& category, const std::string& service, ir::Pred where) {
  ir::Plan made;
  made.source = ir::Scan{product, category, service};
  made.steps.push_back({ir::Filter{std::move(where)}, {}});
  return made;
}

// The bound filter, as text.
std::string bound(const ir::Plan& made, schema::Platform platform, const schema::Settings& settings = {}, base::Report* report = nullptr) {
  base::Report own;
  const auto result = schema::bind(made, platform, settings, report == nullptr ? own : *report);
  if (!result) return "";
  return result->plan.steps.empty() ? "" : ir::print(std::get<ir::Filter>(result->plan.steps.front().node).where);
}

std::string code(const base::Report& report) { return report.findings().empty() ? "" : std::string(report.findings().front().def->code); }

using enum schema::Platform;

}  // namespace

TEST_CASE("the data files are well-formed and every field has evidence") {
  for (const std::string& problem : schema::dataProblems()) CHECK(problem == "");
  CHECK(schema::families().size() >= 3);
}

TEST_CASE("fields and values become the platform's own") {
  const auto trail = [](ir::Pred where) { return plan("aws", "", "cloudtrail", std::move(where)); };
  CHECK(bound(trail(equals("eventName", "StopInstances")), cql) == "eventName→event.action matches exactly 'StopInstances'");
  CHECK(bound(trail(equals("eventName", "StopInstances")), kql) == "eventName→EventName matches exactly 'StopInstances'");
  CHECK(bound(trail(equals("eventSource", "ec2.amazonaws.com")), kql) == "eventSource→EventSource matches exactly 'ec2.amazonaws.com'");
  // A value in another spelling than the service's stays folded.
  CHECK(bound(trail(equals("eventName", "stopinstances")), cql) == "eventName→event.action matches (any case) 'stopinstances'");
  CHECK(bound(trail(equals("userIdentity.principalId", "x")), kql) == "userIdentity.principalId→UserIdentityPrincipalid matches (any case) 'x'");
  CHECK(bound(trail(equals("requestParameters.instancesSet.items.instanceId", "x")), cql) ==
        "requestParameters.instancesSet.items.instanceId→Vendor.requestParameters.instancesSet.items[].instanceId matches (any case) 'x'");
  const auto activity = [](ir::Pred where) { return plan("azure", "", "activitylogs", std::move(where)); };
  CHECK(bound(activity(equals("resultType", "Success")), kql) == "resultType→ActivityStatusValue matches (any case) 'Success', 'Succeeded'");
  CHECK(bound(activity(equals("resultType", "Success")), spl) == "resultType matches (any case) 'Success'");
}

TEST_CASE("a stored word for absence is absence") {
  const auto trail = [](ir::Pred where) { return plan("aws", "", "cloudtrail", std::move(where)); };
  CHECK(bound(trail(present("errorCode")), spl) == "(errorCode is present and not errorCode matches (any case) 'success')");
  CHECK(bound(trail(ir::negation(present("errorCode"))), spl) == "(not errorCode is present or errorCode matches (any case) 'success')");
  CHECK(bound(trail(ir::negation(present("errorCode"))), kql) == "not errorCode→ErrorCode is present");
  CHECK(bound(trail(equals("errorCode", "AccessDenied")), spl) == "errorCode matches (any case) 'AccessDenied'");
}

TEST_CASE("what a platform does not have is said") {
  base::Report none, unmapped, strict, unavailable, variant;
  CHECK(bound(plan("windows", "process_creation", "", equals("Image", "x")), cql, {}, &none) == "");
  CHECK(code(none) == "GEN001");
  const auto odd = plan("aws", "", "cloudtrail", equals("noSuchField", "x"));
  CHECK(bound(odd, kql, {}, &unmapped) == "noSuchField matches (any case) 'x'");
  CHECK(code(unmapped) == "GEN002");
  schema::Settings settings;
  settings.strict = true;
  CHECK(bound(odd, kql, settings, &strict) == "");
  CHECK(code(strict) == "GEN005");
  CHECK(bound(plan("aws", "", "cloudtrail", equals("userIdentity.sessionContext.webIdFederationData.x", "y")), kql, {}, &unavailable) == "");
  CHECK(code(unavailable) == "GEN003");
  schema::Settings wrong;
  wrong.values["spl.variant.azure_activity"] = "nonsense";
  CHECK(bound(plan("azure", "", "activitylogs", equals("caller", "x")), spl, wrong, &variant) == "");
  CHECK(code(variant) == "GEN004");
  wrong.values["spl.variant.azure_activity"] = "rest";
  CHECK(bound(plan("azure", "", "activitylogs", equals("operationName", "x")), spl, wrong) == "operationName→operationName.value matches (any case) 'x'");
}

TEST_CASE("settings rename tables and indexes, and what is assumed is said") {
  schema::Settings settings;
  settings.values["spl.index.aws"] = "cloud";
  settings.values["kql.table.crowdstrike"] = "Falcon_CL";
  base::Report report;
  const auto trail = schema::bind(plan("aws", "", "cloudtrail", equals("eventName", "x")), spl, settings, report);
  REQUIRE(trail);
  CHECK(ir::print(trail->restriction) == "(index matches exactly 'cloud' and sourcetype matches exactly 'aws:cloudtrail')");
  CHECK(trail->assumptions.empty());
  CHECK(schema::bind(plan("aws", "", "cloudtrail", equals("eventName", "x")), spl, {}, report)->assumptions.size() == 1);
  CHECK(schema::bind(plan("crowdstrike", "cloud_resource_modification", "", equals("aid", "x")), kql, settings, report)->table == "Falcon_CL");
}
