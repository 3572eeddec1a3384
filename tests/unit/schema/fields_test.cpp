// Paths through arrays, fields that are not mapped, fields that are not there.
#include "plans.h"

using namespace quarry;
using namespace quarry::schema;
using namespace quarry::schema::testing;

namespace {

constexpr Platform cql = Platform::cql, kql = Platform::kql, spl = Platform::spl;

ir::Pred element(const std::string& array, ir::Pred condition) {
  return {ir::AnyElement{event(array), std::move(condition)}, at(10)};
}

const ir::AnyElement& elementOf(const Result& result) {
  REQUIRE_MESSAGE(result.bound.has_value(), result.said());
  return std::get<ir::AnyElement>(std::get<ir::Filter>(result.bound->plan.steps[0].node).where.node);
}

}  // namespace

TEST_CASE("a Sigma path gains the arrays that the record has") {
  const auto nameOf = [](Platform platform, const std::string& field) {
    const Result result = bindOn(platform, filter(kCloudTrail, has(field)));
    REQUIRE_MESSAGE(result.bound.has_value(), result.said());
    const auto& test = std::get<ir::Test>(std::get<ir::Filter>(result.bound->plan.steps[0].node).where.node);
    CHECK(test.field.name == field);
    const std::string whole = test.field.physical->name + ir::print(test.field.physical->path);
    const bool arrays = whole.find("[]") != std::string::npos;
    CHECK(test.field.physical->multiValue == arrays);
    return test.field.physical->access == ir::Access::column ? test.field.physical->name
                                                             : ir::print(test.field.physical->path);
  };
  CHECK(nameOf(cql, "requestParameters.blockDeviceMapping.items.ebs.snapshotId") ==
        "Vendor.requestParameters.blockDeviceMapping.items[].ebs.snapshotId");
  CHECK(nameOf(spl, "requestParameters.blockDeviceMapping.items[].ebs.snapshotId") ==
        "requestParameters.blockDeviceMapping.items[].ebs.snapshotId");
  CHECK(nameOf(kql, "requestParameters.blockDeviceMapping.items.ebs.snapshotId") ==
        "blockDeviceMapping.items[].ebs.snapshotId");
  CHECK(nameOf(cql, "requestParameters.containerDefinitions.command") ==
        "Vendor.requestParameters.containerDefinitions[].command[]");
  CHECK(nameOf(kql, "requestParameters.ipPermissions.items.ipRanges.items.cidrIp") ==
        "ipPermissions.items[].ipRanges.items[].cidrIp");
  // Also lists that no data file names, and elements that the rule picks itself.
  CHECK(nameOf(cql, "responseElements.volumeSet.items.volumeId") ==
        "Vendor.responseElements.volumeSet.items[].volumeId");
  CHECK(nameOf(cql, "requestParameters.instancesSet.items[0].instanceId") ==
        "Vendor.requestParameters.instancesSet.items[0].instanceId");
  CHECK(nameOf(cql, "requestParameters.items") == "Vendor.requestParameters.items");
  CHECK(bindOn(spl, filter(kCloudTrail, has("requestParameters.instancesSet.items[0].instanceId"))).codes() ==
        std::vector<std::string>{"GEN003"});
}

TEST_CASE("conditions on one element read paths within it") {
  const ir::Pred condition =
      all({is("deviceName", {"/dev/xvda"}), has("ebs.snapshotId"), is("ipRanges.items.cidrIp", {"0.0.0.0/0"})});
  for (const Platform platform : {cql, kql, spl}) {
    const Result result =
        bindOn(platform, filter(kCloudTrail, element("requestParameters.blockDeviceMapping.items[]", condition)));
    const ir::AnyElement& found = elementOf(result);
    CHECK(found.array.physical->name == (platform == cql   ? "Vendor.requestParameters.blockDeviceMapping.items[]"
                                         : platform == kql ? "RequestParameters"
                                                           : "requestParameters.blockDeviceMapping.items[]"));
    if (platform == kql) CHECK(ir::print(found.array.physical->path) == "blockDeviceMapping.items[]");
    const auto& of = std::get<ir::And>(found.condition->node).of;
    CHECK(std::get<ir::Test>(of[0].node).field.physical->name == "deviceName");
    CHECK(std::get<ir::Test>(of[1].node).field.physical->name == "ebs.snapshotId");
    CHECK(ir::print(std::get<ir::Test>(of[2].node).field.physical->path) == "ipRanges.items[].cidrIp");
    CHECK(result.report.findings().empty());
  }
}

TEST_CASE("a column's elements are nobody's map") {
  const ir::Pred pred{ir::AnyElement{column("list"), is("eventName", {"x"})}, {}};
  const Result result = bindOn(kql, plan(kCloudTrail, {ir::Filter{pred}}));
  CHECK(!std::get<ir::Test>(elementOf(result).condition->node).field.physical);
}

TEST_CASE("expand makes rows of one array") {
  const Result one =
      bindOn(kql, plan(kCloudTrail, {ir::Expand{"i", event("requestParameters.instancesSet.items[].instanceId")}}));
  REQUIRE(one.bound.has_value());
  CHECK(ir::print(std::get<ir::Expand>(one.bound->plan.steps[0].node).path.physical->path) ==
        "instancesSet.items[].instanceId");
  CHECK(bindOn(cql, plan(kCloudTrail, {ir::Expand{"i", event("requestParameters.instancesSet.items[]")}}))
            .bound.has_value());
  for (const Platform platform : {cql, kql, spl})
    CHECK(bindOn(platform,
                 plan(kCloudTrail, {ir::Expand{"c", event("requestParameters.containerDefinitions.command[]")}}))
              .codes() == std::vector<std::string>{"GEN009"});
}

TEST_CASE("a field that is not in the map is passed through and named once") {
  const ir::Plan rule = filter(
      kCloudTrail, all({is("userIdentiy.arn", {"a"}), no(is("userIdentiy.arn", {"b"})), has("requestParamters.x")}));
  const Result result = bindOn(cql, rule);
  CHECK(result.bound.has_value());
  CHECK(result.codes() == std::vector<std::string>{"GEN002", "GEN002"});
  CHECK(result.said().find("did you mean `userIdentity.arn`?") != std::string::npos);
  CHECK(result.said().find("did you mean `requestParameters.x`?") != std::string::npos);
  CHECK(result.said().find("passed through as `Vendor.userIdentiy.arn`") != std::string::npos);
  CHECK(result.report.findings()[0].severity == base::Severity::warning);
  CHECK(result.report.findings()[0].primary.span == at(1));

  Settings strict;
  strict.strict = true;
  const Result refused = bindOn(cql, rule, strict);
  CHECK(!refused.bound);
  CHECK(refused.codes() == std::vector<std::string>{"GEN005", "GEN005"});
  // In KQL a dot reads into a column.
  const Result dotted = bindOn(kql, filter(kCloudTrail, has("Foo.bar")));
  const auto& field =
      *std::get<ir::Test>(std::get<ir::Filter>(dotted.bound->plan.steps[0].node).where.node).field.physical;
  CHECK((field.name == "Foo" && field.access == ir::Access::dynamic && ir::print(field.path) == "bar"));
}

TEST_CASE("leaving an unavailable field out widens or narrows by where it stands") {
  const std::string wide = "would widen the result", narrow = "would narrow the result";
  const ir::Pred gone = is("src_country", {"x"}), other = is("eventName", {"Y"});
  struct Case {
    ir::Pred pred;
    std::string says;
  };
  const Case cases[] = {{gone, wide},
                        {all({other, gone}), wide},
                        {all({other, no(gone)}), wide},
                        {any({other, gone}), narrow},
                        {all({other, any({other, gone})}), narrow},
                        {any({other, all({other, gone})}), wide},
                        {no(all({other, gone})), narrow},
                        {no(any({other, gone})), wide},
                        {all({other, no(all({other, no(any({other, gone}))}))}), narrow}};
  for (const Case& one : cases) {
    const Result result = bindOn(kql, filter(kCloudTrail, one.pred));
    CAPTURE(ir::print(one.pred));
    CHECK(!result.bound);
    CHECK(result.codes() == std::vector<std::string>{"GEN003"});
    CHECK(result.said().find(one.says) != std::string::npos);
    CHECK(result.said().find("it has to be looked up") != std::string::npos);
  }
}

TEST_CASE("--allow leaves the condition out and says so") {
  Settings allow;
  allow.allowed.insert("GEN003");
  const Result result =
      bindOn(kql, filter(kCloudTrail, all({is("eventName", {"Y"}), no(is("src_country", {"x"}))})), allow);
  CHECK(result.where() == "eventName→EventName matches exactly 'Y'");
  CHECK(result.report.findings()[0].severity == base::Severity::warning);
  CHECK(result.said().find("the condition is left out, which widens the result") != std::string::npos);
  // All of it left out is every event, and a value cannot be left out.
  CHECK(bindOn(kql, filter(kCloudTrail, is("src_country", {"x"})), allow).where() == "true");
  CHECK(!bindOn(kql, plan(kCloudTrail, {ir::Extend{{{"c", read("src_country"), {}, {}}}}}), allow).bound);
}

TEST_CASE("fields that steps read") {
  const auto refused = [](decltype(ir::Step::node) node) {
    const Result result = bindOn(spl, plan(kActivity, {std::move(node)}), with({{"spl.source.azure", "audit"}}));
    return !result.bound && result.codes() == std::vector<std::string>{"GEN003"} &&
           result.said().find("would always be missing") != std::string::npos;
  };
  CHECK(refused(ir::Extend{{{"c", read("location"), {}, {}}}}));
  CHECK(refused(ir::Project{{event("location")}, false}));
  CHECK(refused(ir::Sort{{{event("location"), false, {}, {}}}, {}}));
  CHECK(refused(ir::Group{{{"location", read("location"), {}}}, {}, {}, {}}));
  ir::Measure measure{"n", ir::Aggregate::countIf, {}, is("location", {"x"}), {}, {}};
  CHECK(refused(ir::Group{{}, {}, {measure}, {}}));
}

TEST_CASE("objects have no value where records are flat") {
  for (const Platform platform : {cql, spl}) {
    for (const std::string object :
         {"requestParameters", "userIdentity", "userIdentity.sessionContext", "requestParameters.blockDeviceMapping"}) {
      CAPTURE(object);
      const Result result = bindOn(platform, filter(kCloudTrail, is(object, {"*x*"})));
      CHECK(result.codes() == std::vector<std::string>{"GEN003"});
      CHECK(result.said().find("name the field in it") != std::string::npos);
    }
  }
  CHECK(bindOn(kql, filter(kCloudTrail, is("requestParameters", {"*x*"}))).bound.has_value());
  CHECK(bindOn(kql, filter(kCloudTrail, is("requestParameters.blockDeviceMapping", {"*x*"}))).bound.has_value());
  CHECK(!bindOn(kql, filter(kCloudTrail, has("userIdentity"))).bound);
  CHECK(bindOn(cql, filter(kActivity, has("properties.responseBody.properties")))
            .said()
            .find("json(properties.responseBody)") != std::string::npos);
}

TEST_CASE("keywords where an event has no text") {
  CHECK(bindOn(cql, filter(kFalcon, keyword("x"))).codes() == std::vector<std::string>{"GEN003"});
  CHECK(bindOn(cql, filter(kCloudTrail, keyword("x"))).bound.has_value());
}

TEST_CASE("steps get the types that only the map knows") {
  ir::Measure last{"last", ir::Aggregate::maximum, {read("readOnly")}, {}, {}, {}};
  const Result result =
      bindOn(kql, plan(kCloudTrail, {ir::Extend{{{"ip", read("sourceIPAddress"), {}, {}}}},
                                     ir::Group{{{"arn", read("userIdentity.arn"), {}}}, {}, {last}, {}},
                                     ir::Sort{{{column("last"), true, {}, {}}}, {}}}));
  REQUIRE(result.bound.has_value());
  const auto& steps = result.bound->plan.steps;
  CHECK(std::get<ir::Extend>(steps[0].node).columns[0].type.kind == ir::TypeKind::ip);
  CHECK(std::get<ir::Group>(steps[1].node).measures[0].type.kind == ir::TypeKind::boolean);
  CHECK(std::get<ir::Sort>(steps[2].node).keys[0].type.kind == ir::TypeKind::boolean);

  const Result time =
      bindOn(cql, plan(kFalcon, {ir::Sort{{{event("timestamp"), true, {}, {}}, {event("@time"), true, {}, {}}}, {}}}));
  for (const ir::SortKey& key : std::get<ir::Sort>(time.bound->plan.steps[0].node).keys) {
    CHECK(key.field.physical->name == "@timestamp");
    CHECK(key.type.kind == ir::TypeKind::time);
  }
}

TEST_CASE("a place that no record has confirmed is an assumption") {
  const Result result = bindOn(cql, filter(kActivity, all({is("caller", {"a"}), is("Caller", {"b"})})));
  std::size_t times = 0;
  for (const std::string& assumption : result.bound->assumptions)
    times += assumption.find("no record has confirmed") != std::string::npos;
  CHECK(times == 1);
}
