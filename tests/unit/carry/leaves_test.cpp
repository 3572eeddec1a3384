// Events out of what exporters wrap them in.
#include "carry/leaves.h"

#include <doctest/doctest.h>

using namespace quarry;
using carry::Leaves;

namespace {

Leaves leavesOf(const std::string& json) {
  const auto value = engine::parseJson(json);
  REQUIRE(value);
  return carry::leavesOf(*value);
}

std::string text(const Leaves& leaves, const std::string& name) {
  const carry::Leaf* leaf = leaves.find(name);
  return leaf == nullptr ? "-" : engine::textOf(leaf->value).value_or("?");
}

}  // namespace

TEST_CASE("a plain event is its members, elements of arrays by their number") {
  const Leaves leaves =
      leavesOf(R"({"a":{"b":[{"c":1},{"c":2}]},"d":null,"e":[[3]],"f":[],"eventTime":"2026-01-02T03:04:05Z"})");
  CHECK(text(leaves, "a.b[].c") == "1");
  REQUIRE(leaves.all.size() == 5);
  CHECK(leaves.all[1].indices() == std::vector<std::uint32_t>{1});
  CHECK(leaves.all[1].name() == "a.b[].c");
  CHECK(leaves.find("d") == nullptr);
  CHECK(leaves.find("f") != nullptr);
  REQUIRE(leaves.time);
  CHECK(engine::print(*leaves.time) == "2026-01-02T03:04:05Z");
}

TEST_CASE("the XML of a Windows event as JSON") {
  const Leaves leaves = leavesOf(R"({"Event":{
    "System":{"Provider":{"#attributes":{"Name":"P","Guid":"{1}"}},"EventID":{"#text":4,"#attributes":{"Qualifiers":"0"}},
      "Channel":"C","Computer":"h","Execution":{"#attributes":{"ProcessID":9}},"Security":{"#attributes":{"UserID":"S-1-5-18"}},
      "TimeCreated":{"#attributes":{"SystemTime":"2026-01-02T03:04:05Z"}}},
    "EventData":{"#attributes":{"Name":"x"},"ProcessId":7,"Data":{"#text":["one","two"]}}}})");
  CHECK(text(leaves, "Provider_Name") == "P");
  CHECK(text(leaves, "EventID") == "4");
  CHECK(text(leaves, "Channel") == "C");
  CHECK(text(leaves, "UserID") == "S-1-5-18");
  CHECK(text(leaves, "ProcessId") == "7");
  CHECK(text(leaves, "Data[]") == "one");
  // The process that wrote the event is not the one that it is about.
  CHECK(leaves.find("ProcessID") == nullptr);
  CHECK(leaves.time.has_value());
}

TEST_CASE("data in an element that the provider names, and what is in the event's own data comes first") {
  const Leaves user = leavesOf(
      R"({"Event":{"System":{"EventID":104,"Channel":"System"},"UserData":{"LogFileCleared":{"Channel":"Security"}}}})");
  CHECK(text(user, "Channel") == "Security");
  const Leaves beats = leavesOf(
      R"({"@timestamp":"2026-01-02T03:04:05Z","winlog":{"channel":"C","event_id":1,"provider_name":"P","event_data":{"Image":"i"}}})");
  CHECK(text(beats, "Image") == "i");
  CHECK(text(beats, "EventID") == "1");
  CHECK(text(beats, "Provider_Name") == "P");
  CHECK(beats.time.has_value());
}
