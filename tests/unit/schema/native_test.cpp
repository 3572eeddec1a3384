// From a platform's own query back to log sources and the fields of rules.
#include "quarry/schema/native.h"

#include <algorithm>

#include "plans.h"

using namespace quarry;
using namespace quarry::schema;
using namespace quarry::schema::testing;

namespace {

const Native::Asked kProcesses = {{"#event_simpleName", {"ProcessRollup2"}}, {"event_platform", {"Win"}}};

std::vector<std::string> ids(const std::vector<Native>& found) {
  std::vector<std::string> out;
  out.reserve(found.size());
  for (const Native& one : found) out.push_back(one.id());
  std::sort(out.begin(), out.end());
  return out;
}

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Native onlyOne(const Native::Asked& asked) {
  std::vector<Native> found = Native::meeting(asked, Platform::cql);
  REQUIRE(ids(found).size() == 1);
  return found.front();
}

// The test on a native field in the rule's words, as `--emit plan` shows it; a reason in angle brackets.
std::string said(const Native& native, const std::string& field, const std::string& value) {
  ir::Pred pred = is(field, {value});
  auto result = native.test(std::get<ir::Test>(std::move(pred.node)), {});
  if (const auto* reason = std::get_if<std::string>(&result)) return "<" + *reason + ">";
  return ir::print(std::get<ir::Pred>(result));
}
std::string saidOfRegex(const Native& native, const std::string& field, const std::string& text) {
  ir::Pred pred = regex(field, text);
  auto result = native.test(std::get<ir::Test>(std::move(pred.node)), {});
  if (const auto* reason = std::get_if<std::string>(&result)) return "<" + *reason + ">";
  return ir::print(std::get<ir::Pred>(result));
}

std::string inRule(const ir::Pred& pred) { return ir::print(pred); }

}  // namespace

TEST_CASE("a query that asks for the kind of event names its log source") {
  const Native process = onlyOne(kProcesses);
  CHECK(process.id() == "windows/process_creation");
  CHECK(process.scan() == ir::Scan{"windows", "process_creation", "", false});
  CHECK(onlyOne({{"#event_simpleName", {"ProcessRollup2"}}, {"event_platform", {"Mac"}}}).id() ==
        "macos/process_creation");
  CHECK(onlyOne({{"#event_simpleName", {"ProcessRollup2"}}, {"event_platform", {"Lin"}}}).id() ==
        "linux/process_creation");
  CHECK(onlyOne({{"#Vendor", {"aws"}}, {"#event.module", {"cloudtrail"}}}).id() == "aws/cloudtrail");
}

TEST_CASE("names of the kind are told apart as the platform does, in any case of letters and in part") {
  // More than the restriction asks is still the source; one of several kinds is it as well.
  CHECK(onlyOne({{"#event_simpleName", {"SyntheticProcessRollup2", "ProcessRollup2"}},
                 {"event_platform", {"Win"}},
                 {"FileName", {"cmd.exe"}}})
            .id() == "windows/process_creation");
  // A kind that the source does not hold beside one that it holds: not this source alone.
  CHECK(Native::meeting({{"#event_simpleName", {"ProcessRollup2", "DnsRequest"}}, {"event_platform", {"Win"}}},
                        Platform::cql)
            .empty());
  CHECK(Native::meeting({{"#event_simpleName", {}}, {"event_platform", {"Win"}}}, Platform::cql).empty());
}

TEST_CASE("a query that says too little is near several log sources") {
  const Native::Asked half = {{"#event_simpleName", {"ProcessRollup2"}}};
  CHECK(Native::meeting(half, Platform::cql).empty());
  const auto near = Native::near(half, Platform::cql);
  CHECK(among(near, "windows/process_creation"));
  CHECK(among(near, "macos/process_creation"));
  CHECK(among(near, "linux/process_creation"));
  CHECK(!among(near, "windows/image_load"));
  // What contradicts a source is not near to it.
  CHECK(!among(Native::near({{"#event_simpleName", {"ProcessRollup2"}}, {"event_platform", {"Mac"}}}, Platform::cql),
               "windows/process_creation"));
  CHECK(Native::near({{"nothing", {"known"}}}, Platform::cql).empty());
  CHECK(Native::meeting({}, Platform::cql).empty());
}

TEST_CASE("a log source by its name is the way of keeping that the query meets") {
  const auto falcon = Native::named("windows/process_creation", kProcesses, Platform::cql);
  REQUIRE(falcon);
  CHECK(falcon->field("CommandLine") == "CommandLine");
  CHECK(falcon->restricts("#event_simpleName"));
  CHECK(falcon->restricts("event_platform"));
  CHECK(!falcon->restricts("CommandLine"));
  const auto parsed = Native::named("windows/process_creation",
                                    {{"windows.Channel", {"Security"}}, {"windows.EventID", {"4688"}}}, Platform::cql);
  REQUIRE(parsed);
  CHECK(parsed->id() == "windows/process_creation");
  CHECK(!Native::named("windows/no_such_log", {}, Platform::cql));
}

TEST_CASE("a field is another's only where it holds the same value") {
  const Native process = onlyOne(kProcesses);
  CHECK(process.field("CommandLine") == "CommandLine");
  CHECK(process.field("RawProcessId") == "ProcessId");
  CHECK(process.field("ImageFileName") == "Image");
  CHECK(!process.field("ParentBaseFileName"));  // a name, where rules have the whole path
  CHECK(!process.field("IntegrityLevel"));      // numbers, where rules have words
  CHECK(!process.field("UserName"));            // without the domain
  CHECK(!process.field("AuthenticationId"));    // decimal
  CHECK(!process.field("NoSuchField"));
  const Native trail = onlyOne({{"#Vendor", {"aws"}}, {"#event.module", {"cloudtrail"}}});
  CHECK(trail.field("Vendor.requestParameters.name") == "requestParameters.name");
  CHECK(trail.field("event.action") == "eventName");
  CHECK(!trail.field("Vendor."));
  CHECK(!trail.field("requestParameters.name"));
}

TEST_CASE("tests come back in the rule's words") {
  const Native process = onlyOne(kProcesses);
  CHECK(said(process, "CommandLine", "*-enc*") == inRule(is("CommandLine", {"*-enc*"})));
  CHECK(said(process, "ImageFileName", "*\\cmd.exe") == inRule(is("Image", {"*\\cmd.exe"})));
  CHECK(said(process, "IntegrityLevel", "4096").find("Low") != std::string::npos);
  // A name is the end of a path, or the path itself.
  const std::string name = said(process, "FileName", "cmd.exe");
  CHECK(name.find("Image") != std::string::npos);
  CHECK(name.find("\\cmd.exe") != std::string::npos);
  CHECK(said(process, "ParentBaseFileName", "*.exe") == inRule(is("ParentImage", {"*.exe"})));
  CHECK(said(process, "UserName", "ada").find("User") != std::string::npos);
  // A volume is any drive.
  ir::Pred drive = is("Image", {"x"});
  std::get<ir::Test>(drive.node).operands = {{ir::Glob{{ir::AnyOne{}, std::string(":\\Windows\\"), ir::AnyRun{}}}, {}}};
  CHECK(said(process, "ImageFileName", "\\Device\\HarddiskVolume2\\Windows\\*") == inRule(drive));
}

TEST_CASE("what cannot be said in the rule's words has a reason") {
  const Native process = onlyOne(kProcesses);
  CHECK(said(process, "ImageFileName", "\\Device\\Mup\\*") ==
        "<it begins at the volume, which other platforms write as a drive letter>");
  CHECK(said(process, "ParentBaseFileName", "a\\b.exe") == "<a name holds no backslash>");
  CHECK(saidOfRegex(process, "ParentBaseFileName", "a.*b") == "<what it matches could reach into the folder>");
  CHECK(saidOfRegex(process, "ImageFileName", "^\\\\Device") ==
        "<it is about the volume, which other platforms write as a drive letter>");
  CHECK(said(process, "SHA256HashData", "ab") == inRule(is("sha256", {"ab"})));
  // Two of the platform's values are one word.
  CHECK(said(process, "IntegrityLevel", "8448") == "<the rule's word `Medium` stands for several values>");
  CHECK(said(process, "IntegrityLevel", "81*") == "<rules use other words for the field's values>");
}

TEST_CASE("a part of a path is an expression of the rule's field") {
  const Native process = onlyOne(kProcesses);
  const auto file = process.value("FileName", {});
  REQUIRE(file);
  const auto* last = std::get_if<ir::Call>(&file->node);
  REQUIRE(last != nullptr);
  CHECK(last->function == ir::Function::element);
  CHECK(process.value("ParentBaseFileName", {}));
  CHECK(process.value("UserName", {}));
  CHECK(!process.value("CommandLine", {}));
  CHECK(!process.value("IntegrityLevel", {}));
}
