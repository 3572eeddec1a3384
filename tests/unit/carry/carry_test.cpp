// What becomes of an event on a platform.
#include "quarry/carry/carry.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace quarry;
using carry::Carried;
using schema::Platform;

namespace {

const ir::Scan kProcess{"windows", "process_creation", ""}, kCloudTrail{"aws", "", "cloudtrail"},
    kConnection{"windows", "network_connection", ""};

std::variant<Carried, std::string> carried(const ir::Scan& scan, Platform platform, const std::string& json,
                                           const schema::Settings& settings = {}, std::string_view variant = "") {
  base::Report report;
  const auto carrier = carry::Carrier::to(scan, platform, settings, variant, {}, report);
  REQUIRE(carrier);
  const auto event = engine::parseJson(json);
  REQUIRE(event);
  return carrier->carry(*event);
}

std::string get(const std::variant<Carried, std::string>& result, const std::string& name) {
  const auto& record = std::get<Carried>(result).record;
  const auto found = std::find_if(record.begin(), record.end(), [&](const auto& one) { return one.first == name; });
  if (found == record.end()) return "-";
  return engine::textOf(found->second).value_or(engine::toJson(found->second));
}

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TEST_CASE("an event of another kind is refused, with what tells it apart") {
  const auto result = carried(kProcess, Platform::cql, R"({"EventID":13,"Image":"C:\\a.exe"})");
  REQUIRE(std::holds_alternative<std::string>(result));
  CHECK(std::get<std::string>(result).find("its EventID is 13") == 0);
}

TEST_CASE("settings choose the way of keeping, and so does its name") {
  const std::string event = R"({"EventID":1,"Image":"C:\\a.exe"})";
  CHECK(get(carried(kProcess, Platform::cql, event), "ImageFileName") == "\\Device\\HarddiskVolume3\\a.exe");
  schema::Settings sysmon;
  sysmon.values["cql.source.windows"] = "sysmon";
  CHECK(get(carried(kProcess, Platform::cql, event, sysmon), "Vendor.EventData.Image") == "C:\\a.exe");
  CHECK(get(carried(kProcess, Platform::cql, event, {}, "sysmon"), "Vendor.EventID") == "1");
  base::Report report;
  CHECK(!carry::Carrier::to(kProcess, Platform::cql, {}, "nothing", {}, report));
  CHECK(!carry::Carrier::to({"no", "such", "log"}, Platform::cql, {}, "", {}, report));
  CHECK(report.hasErrors());
}

TEST_CASE("arrays: by their number in CQL, together in SPL, as they are in KQL") {
  const std::string event = R"({"eventName":"E","requestParameters":{"s":{"items":[{"i":"a"},{"i":"b"}]}}})";
  CHECK(get(carried(kCloudTrail, Platform::cql, event), "Vendor.requestParameters.s.items[1].i") == "b");
  CHECK(get(carried(kCloudTrail, Platform::spl, event), "requestParameters.s.items{}.i") == R"(["a","b"])");
  CHECK(get(carried(kCloudTrail, Platform::kql, event), "RequestParameters") ==
        R"({"s":{"items":[{"i":"a"},{"i":"b"}]}})");
  // A value where the source has an array is its only element.
  const std::string one = R"({"eventName":"E","requestParameters":{"s":{"items":{"i":"a"}}}})";
  CHECK(get(carried(kCloudTrail, Platform::cql, one), "Vendor.requestParameters.s.items[0].i") == "a");
}

TEST_CASE("what is lost and what is implied") {
  const auto result =
      carried(kConnection, Platform::cql, R"({"Image":"C:\\a.exe","RuleName":"r","DestinationIp":"192.0.2.1"})");
  const auto& record = std::get<Carried>(result);
  CHECK(among(record.lost, "RuleName"));
  CHECK(!among(record.lost, "Image"));
  // Every record of outgoing connections says so; the event did not.
  CHECK(among(record.implied, "Initiated"));
  // Two fields with one place that disagree.
  const auto both = carried(kProcess, Platform::cql, R"({"Computer":"one","ComputerName":"two"})");
  CHECK(get(both, "ComputerName") == "one");
  CHECK(among(std::get<Carried>(both).lost, "ComputerName"));
}

TEST_CASE("an add-on's word for what is not there") {
  CHECK(get(carried(kCloudTrail, Platform::spl, R"({"eventName":"E"})"), "errorCode") == "success");
  CHECK(get(carried(kCloudTrail, Platform::spl, R"({"eventName":"E","errorCode":"AccessDenied"})"), "errorCode") ==
        "AccessDenied");
}

TEST_CASE("the time, by the clock of each platform") {
  const std::string event = R"({"eventName":"E","eventTime":"2026-01-02T03:04:05Z"})";
  CHECK(get(carried(kCloudTrail, Platform::cql, event), "@timestamp") == "1767323045000");
  CHECK(get(carried(kCloudTrail, Platform::kql, event), "TimeGenerated") == "2026-01-02T03:04:05Z");
  CHECK(get(carried(kCloudTrail, Platform::spl, event), "_time") == "2026-01-02T03:04:05Z");
}
