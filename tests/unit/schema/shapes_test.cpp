// What a platform writes in another form: the rewritten tests.
#include "plans.h"

using namespace quarry;
using namespace quarry::schema;
using namespace quarry::schema::testing;

namespace {

constexpr Platform cql = Platform::cql, kql = Platform::kql, spl = Platform::spl;
const ir::Scan kProcess{"windows", "process_creation", ""};
const ir::Scan kRegistry{"windows", "registry_set", ""};
const ir::Scan kRegistryEvent{"windows", "registry_event", ""};
const ir::Scan kConnection{"windows", "network_connection", ""};

const Settings kSensor = with({{"cql.source.windows", "falcon"}});
const Settings kDefender = with({{"kql.source.windows", "defender"}});

std::string falcon(const ir::Scan& scan, ir::Pred where) {
  return bindOn(cql, filter(scan, std::move(where)), kSensor).where();
}
std::string defender(const ir::Scan& scan, ir::Pred where) {
  return bindOn(kql, filter(scan, std::move(where)), kDefender).where();
}
std::string refused(const ir::Scan& scan, ir::Pred where) {
  const Result result = bindOn(cql, filter(scan, std::move(where)), kSensor);
  CHECK(!result.bound.has_value());
  CHECK(result.codes() == std::vector<std::string>{"GEN003"});
  return result.said();
}
bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
// As printed, without the escapes of texts and the word on case.
bool says(const std::string& printed, const std::string& part) {
  std::string text;
  for (std::size_t i = 0; i < printed.size(); ++i) {
    if (printed.substr(i, 11) == " (any case)") i += 11;
    text += printed[i];
    if (printed.substr(i, 2) == "\\\\") ++i;
  }
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a path without its drive letter") {
  CHECK(holds(falcon(kProcess, is("Image", {"C:\\Windows\\*"})), R"(^(?:\\Device\\HarddiskVolume\d+|C:)\\Windows\\)"));
  CHECK(holds(falcon(kProcess, is("Image", {"C:\\a.exe"})), R"(\\a\.exe$)"));
  CHECK(
      holds(falcon(kProcess, is("Image", {"*:\\Users\\*"})), R"(^(?:\\Device\\HarddiskVolume\d+|[A-Za-z]:)\\Users\\)"));
  // What does not begin at the drive stays as it is.
  CHECK(!says(falcon(kProcess, is("Image", {"*\\cmd.exe"})), "HarddiskVolume"));
  CHECK(holds(falcon(kProcess, regex("Image", R"(^C:\\Users\\[^\\]+\\a$)")),
              R"(^(?:\\Device\\HarddiskVolume\d+|C:)\\Users\\[^\\]+\\a$)"));
  CHECK(holds(falcon(kProcess, regex("Image", R"([A-Z]:\\x)")), R"((?:\\Device\\HarddiskVolume\d+|[A-Z]:)\\x)"));
  CHECK(says(refused(kProcess, regex("Image", R"((?:C|D):\\x)")), "drive letter"));
}

TEST_CASE("a file's name without its folder") {
  CHECK(says(falcon(kProcess, is("ParentImage", {"*\\cmd.exe"})), "matches 'cmd.exe'"));
  CHECK(says(falcon(kProcess, is("ParentImage", {"*cmd.exe"})), "cmd.exe"));
  CHECK(says(refused(kProcess, is("ParentImage", {"C:\\Windows\\cmd.exe"})), "without its folder"));
  CHECK(says(refused(kProcess, is("ParentImage", {"*\\bin\\x"})), "without its folder"));
  // No path is a name alone, but for the processes of the kernel and where none is known.
  CHECK(says(refused(kProcess, is("ParentImage", {"cmd.exe"})), "a path is more than a name"));
  CHECK(says(refused(kProcess, is("ParentImage", {"?md.exe"})), "a path is more than a name"));
  CHECK(says(refused(kProcess, is("ParentImage", {"-x.exe"})), "a path is more than a name"));
  CHECK(says(falcon(kProcess, is("ParentImage", {"system"})), "matches 'system'"));
  CHECK(says(falcon(kProcess, is("ParentImage", {"<unknown process>"})), "<unknown"));
  // The text might stand in a folder's name.
  CHECK(says(refused(kProcess, is("ParentImage", {"*teams*"})), "without its folder"));
}

TEST_CASE("a path's tail is the file's name where that has a column") {
  const Result result = bindOn(kql, filter(kProcess, is("Image", {"*\\cmd.exe"})), kDefender);
  const auto& test = std::get<ir::Test>(std::get<ir::Filter>(result.bound->plan.steps[0].node).where.node);
  CHECK(test.field.physical->name == "FileName");
  CHECK(says(result.where(), "matches 'cmd.exe'"));
  CHECK(!says(defender(kProcess, is("Image", {"*\\bin\\cmd.exe"})), "'cmd.exe'"));
}

TEST_CASE("a registry path is cut between the key and the value") {
  CHECK(says(falcon(kRegistry, is("TargetObject", {"*\\Lsa\\Dsrm"})), "RegValueName matches 'Dsrm'"));
  const std::string open = falcon(kRegistry, is("TargetObject", {"*\\Channels\\*"}));
  CHECK(says(open, "Channels'"));
  CHECK(says(open, "Channels\\"));
  CHECK(!says(open, "RegValueName"));
  // A text without a backslash may stand in either.
  const std::string either = falcon(kRegistry, is("TargetObject", {"*Debugger*"}));
  CHECK(says(either, "RegValueName"));
  CHECK(says(either, "TargetObject"));
  // A wildcard after the last backslash may span what joins the two.
  const std::string spans = falcon(kRegistry, is("TargetObject", {"*\\Run\\*end"}));
  CHECK(says(spans, "RegValueName"));
  CHECK(says(falcon(kRegistry, is("TargetObject", {"*\\Command\\(Default)"})), "matches ''"));
}

TEST_CASE("hives and control sets by their other names") {
  CHECK(says(falcon(kRegistry, is("TargetObject", {"HKLM\\SOFTWARE\\A\\v"})), "\\REGISTRY\\MACHINE\\SOFTWARE\\A"));
  CHECK(says(falcon(kRegistry, is("TargetObject", {"HKLM\\System\\CurrentControlSet\\S\\v"})),
             "\\System\\ControlSet001\\S"));
  const std::string both = defender(kRegistry, is("TargetObject", {"HKLM\\System\\CurrentControlSet\\S\\v"}));
  CHECK(says(both, "HKEY_LOCAL_MACHINE\\System\\ControlSet001\\S"));
  CHECK(says(both, "HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\S"));
  CHECK(says(falcon(kRegistry, is("TargetObject", {"HKCU\\Software\\A\\v"})), "\\REGISTRY\\USER\\"));
  // Sysmon's own form is left alone.
  CHECK(
      says(bindOn(spl, filter(kRegistry, is("TargetObject", {"HKLM\\SOFTWARE\\A\\v"}))).where(), "HKLM\\SOFTWARE\\A"));
}

TEST_CASE("the data of a value by its type") {
  const std::string number = falcon(kRegistry, is("Details", {"DWORD (0x0000001f)"}));
  CHECK(says(number, "RegType equals 4"));
  CHECK(says(number, "RegNumericValue equals 31"));
  CHECK(says(defender(kRegistry, is("Details", {"DWORD (0x00000001)"})), "'1'"));
  CHECK(says(falcon(kRegistry, is("Details", {"Binary Data"})), "RegType equals 3"));
  CHECK(says(falcon(kRegistry, is("Details", {"*.exe*"})), "'*.exe*'"));
  CHECK(says(refused(kRegistry, is("Details", {"DWORD (0x*"})), "numbers are kept as numbers"));
}

TEST_CASE("records of keys and of values in one source") {
  const std::string delivered = falcon(kRegistryEvent, is("TargetObject", {"*\\A\\b"}));
  CHECK(says(delivered, "RegOperationType"));
  // The rule says which records it means: nothing has to be told apart.
  const std::string set = falcon(kRegistryEvent, all({is("EventType", {"SetValue"}), is("TargetObject", {"*\\A\\b"})}));
  CHECK(says(set, "RegValueName"));
  CHECK(!says(set, "'3'"));
}

TEST_CASE("digests by their algorithm") {
  const std::string md5 = "0123456789abcdef0123456789abcdef";
  CHECK(says(falcon(kProcess, is("Hashes", {"*MD5=0123456789ABCDEF0123456789ABCDEF*"})), "MD5HashData"));
  CHECK(says(falcon(kProcess, is("Hashes", {"*" + md5 + "*"})), "MD5HashData"));
  CHECK(says(refused(kProcess, is("Hashes", {"*IMPHASH=" + md5 + "*"})), "IMPHASH digests are not recorded"));
  CHECK(says(refused(kProcess, is("Hashes", {"*MD5=0123*z*"})), "whole digest"));
}

TEST_CASE("accounts with their domain apart, and the system's own by their identifiers") {
  const std::string user = defender(kProcess, is("User", {"CORP\\ann"}));
  CHECK(says(user, "matches 'CORP'"));
  CHECK(says(user, "matches 'ann'"));
  CHECK(says(falcon(kProcess, is("User", {"*AUTHORI*", "*AUTORI*"})), "S-1-5-18"));
  CHECK(says(falcon(kProcess, is("User", {"NT AUTHORITY\\SYSTEM"})), "matches exactly 'S-1-5-18'"));
  CHECK(says(refused(kProcess, is("User", {"CORP\\ann"})), "domain is not recorded"));
}

TEST_CASE("numbers in another base") {
  CHECK(says(falcon(kProcess, is("LogonId", {"0x3e7"})), "equals 999"));
  const Settings security = with({{"kql.source.windows", "security"}});
  CHECK(says(bindOn(kql, filter(kProcess, is("ProcessId", {"26"})), security).where(), "matches '0x1a'"));
}

TEST_CASE("addresses and directions of a connection") {
  const std::string any = falcon(kConnection, is("DestinationIp", {"10.0.0.1"}));
  CHECK(says(any, "NetworkConnectIP4"));
  CHECK(says(any, "LocalAddressIP4"));
  const std::string outbound = falcon(kConnection, all({is("Initiated", {"true"}), is("DestinationIp", {"10.0.0.1"})}));
  CHECK(!says(outbound, "LocalAddressIP4"));
  CHECK(!says(outbound, "NetworkReceiveAcceptIP4"));
  // The restriction is narrowed to what the rule asks for.
  const Result narrowed =
      bindOn(cql, filter(kConnection, all({is("Initiated", {"true"}), is("DestinationPort", {"389"})})), kSensor);
  CHECK(says(ir::print(narrowed.bound->restriction), "'NetworkConnectIP4', 'NetworkConnectIP6' and"));
  CHECK(!says(narrowed.where(), "NetworkConnectIP4"));
  CHECK(says(falcon(kConnection, is("DestinationIp", {"fe80::1"})), "RemoteAddressIP6"));
  const Result inbound =
      bindOn(kql, filter(kConnection, all({is("Initiated", {"false"}), is("DestinationPort", {"22"})})),
             with({{"kql.source.windows", "defender"}}));
  const std::string accepted = ir::print(inbound.bound->restriction);
  CHECK(says(accepted, "InboundConnectionAccepted"));
  CHECK(!says(accepted, "ConnectionSuccess"));
  CHECK(says(inbound.where(), "LocalPort"));
}

TEST_CASE("markup is written as the platform keeps it") {
  const Settings xml = with({{"kql.source.windows", "sysmon"}});
  const Result result = bindOn(kql, filter(kProcess, is("CommandLine", {"*a>b*"})), xml);
  CHECK(says(result.where(), "a&gt;b"));
  REQUIRE(result.bound->computed.size() == 1);
  CHECK(result.bound->computed[0].column == "CommandLine");
  const std::string both = bindOn(spl, filter(kProcess, is("CommandLine", {"*a>b*"}))).where();
  CHECK(says(both, "a&gt;b"));
  CHECK(says(both, "a>b"));
}

TEST_CASE("a value that every record has is known before") {
  CHECK(falcon(kProcess, any({is("Provider_Name", {"SystemTraceProvider-Process"}), is("CommandLine", {"*x*"})})) ==
        falcon(kProcess, is("CommandLine", {"*x*"})));
}

TEST_CASE("the first variant that can say the rule is taken, and that is said") {
  const Result sensor = bindOn(cql, filter(kProcess, is("CommandLine", {"*x*"})));
  CHECK(sensor.bound->variant == "falcon");
  CHECK(sensor.report.findings().empty());
  const Result other = bindOn(cql, filter(kProcess, is("ParentCommandLine", {"*x*"})));
  CHECK(other.bound->variant == "sysmon");
  CHECK(other.codes() == std::vector<std::string>{"GEN011"});
  CHECK(says(other.said(), "--set cql.source.windows=falcon"));
  // Kept to by the user: what it lacks is an error.
  CHECK(!bindOn(cql, filter(kProcess, is("ParentCommandLine", {"*x*"})), kSensor).bound);
}

TEST_CASE("channel and event ids are part of the source") {
  const Result script = bindOn(spl, filter({"windows", "ps_script", ""}, is("ScriptBlockText", {"*x*"})));
  const std::string restriction = ir::print(script.bound->restriction);
  CHECK(says(restriction, "XmlWinEventLog:Microsoft-Windows-PowerShell/Operational"));
  CHECK(says(restriction, "4104"));
  for (const Platform platform : {cql, kql, spl}) {
    const Result task = bindOn(platform, filter({"windows", "", "taskscheduler"}, is("TaskName", {"x"})));
    CHECK(says(ir::print(task.bound->restriction), "TaskScheduler/Operational"));
  }
}

TEST_CASE("a digest that is not whole is looked for by its beginning, or refused") {
  const std::string whole(64, 'A'), lower(64, 'a');
  CHECK(holds(falcon(kProcess, is("Hashes", {"*SHA256=" + whole + "*"})), "matches exactly '" + lower + "'"));
  CHECK(holds(falcon(kProcess, is("Hashes", {"*SHA256=ABCD*"})), "matches exactly 'abcd*'"));
  CHECK(holds(defender(kProcess, is("Hashes", {"*MD5=ABCD*"})), "'abcd*'"));
  CHECK(says(refused(kProcess, is("Hashes", {"*SHA256=ABCD"})), "a digest of SHA256 has 64 digits, and this has 4"));
  CHECK(says(refused(kProcess, is("Hashes", {"*MD5=" + whole + "*"})), "a digest of MD5 has 32 digits"));
}

TEST_CASE("the system's accounts are compared exactly by their identifiers") {
  CHECK(holds(falcon(kProcess, is("User", {"NT AUTHORITY\\SYSTEM"})), "matches exactly 'S-1-5-18'"));
}

TEST_CASE("an object's text is asked what it contains, and nothing else") {
  const ir::Scan log{"azure", "", "auditlogs"};
  CHECK(holds(bindOn(kql, filter(log, is("InitiatedBy", {"*ada*"}))).where(), "'*ada*'"));
  CHECK(holds(bindOn(kql, filter(log, regex("InitiatedBy", "ada[0-9]"))).where(), "ada[0-9]"));
  for (const ir::Pred& test : {is("InitiatedBy", {"ada"}), is("InitiatedBy", {"ada*"}), is("InitiatedBy", {"*ada"}),
                               regex("InitiatedBy", "^ada"), regex("InitiatedBy", "ada$")}) {
    const Result result = bindOn(kql, filter(log, test), with({{"kql.product", "sentinel"}}));
    CHECK(!result.bound.has_value());
    CHECK(says(result.said(), "ask what it contains"));
  }
}

TEST_CASE("the segments of a path") {
  const ir::Scan log{"azure", "", "activitylogs"};
  const auto where = [&](ir::Pred test) { return bindOn(cql, filter(log, std::move(test))).where(); };
  CHECK(holds(where(is("ResourceProviderValue", {"Microsoft.Compute"})), "'Microsoft.Compute/*'"));
  CHECK(holds(where(is("ResourceProviderValue", {"*compute"})), "^[^/]*compute/"));
  CHECK(holds(where(is("ResourceGroup", {"rg*"})), "/resourcegroups/rg[^/]*(?:/|$)"));
  CHECK(says(bindOn(cql, filter(log, regex("SubscriptionId", "a.b"))).said(), "part of a path"));
}
