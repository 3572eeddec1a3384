// No query finds what another source holds: the events that a rule finds, put into the shape of every other source as
// if they were its own, are silent to the rule's query. Over rules of this repository always, over those of others when
// QUARRY_CORPUS names a folder with `sigma` in it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "carried.h"
#include "carry/carry_to.h"
#include "corpus_files.h"
#include "schema/families.h"
#include "sigma_events.h"

using namespace quarry;
namespace fs = std::filesystem;
using engine::Value;

namespace {

constexpr std::size_t kMostEvents = 1;  // of one rule

// Events that the rule finds, without what tells their kind: the other source says that itself.
std::vector<Value> foundBy(test::RuleUnderTest& rule) {
  std::vector<Value> made, out;
  for (const test::Event& event : test::eventsFor(rule.rule()))
    if (const auto json = test::jsonOf(event))
      if (auto value = engine::parseJson(*json); value && value->object() != nullptr && !value->object()->empty())
        made.push_back(std::move(*value));
  const std::vector<bool> found = rule.finds(made);
  for (std::size_t i = 0; i < made.size() && out.size() < kMostEvents; ++i) {
    if (!found[i]) continue;
    engine::Object object;
    for (const auto& member : *made[i].object())
      if (member.first != "EventID" && member.first != "Channel") object.push_back(member);
    out.emplace_back(std::move(object));
  }
  return out;
}

// Sources that hold the same events, some of the same, or events that a platform keeps in one place and does not tell
// apart. The last kind is what a user has to know.
struct Shared {
  std::string why;
  std::string platforms;  // by their names; "" for all
  std::set<std::string> sources;
  bool apart = false;   // share with `general` only, not with one another
  std::string general;  // what comprises them, or none
};

const std::vector<Shared>& sharedEvents() {
  static const std::vector<Shared> all = {
      {"a kind of event and the kinds it comprises",
       "",
       {"windows/registry_set", "windows/registry_add", "windows/registry_delete", "windows/registry_rename"},
       true,
       "windows/registry_event"},
      {"a deletion and its detection are one event there",
       "cql spl",
       {"windows/file_delete", "windows/file_delete_detected"},
       false,
       ""},
      {"an executable that is written is a file that is written",
       "cql kql",
       {"windows/file_event", "windows/file_executable_detected"},
       false,
       ""},
      {"DNS as Zeek logs it", "spl", {"zeek/dns", "dns"}, false, ""},
      {"one audit log of Microsoft 365", "spl", {"m365/audit", "m365/exchange", "m365/threat_management"}, false, ""},
      {"one audit log of Microsoft 365", "cql", {"m365/audit", "m365/exchange", "m365/threat_management"}, false, ""},
      {"channels of Windows' event log", "", {"antivirus", "rpc_firewall/application"}, true, "windows/any"},
      {"facilities of one router write to one log",
       "",
       {"cisco/aaa", "cisco/bgp", "cisco/ldp", "cisco/syslog"},
       false,
       ""},
      {"the parsers name no facility", "cql", {"huawei/bgp", "juniper/bgp"}, false, ""},
      {"the map knows no field of a parsed line for the program that wrote it",
       "cql",
       {"linux/any", "linux/auditd", "linux/auth", "linux/clamav", "linux/cron", "linux/guacamole", "linux/sshd",
        "linux/sudo", "linux/syslog", "linux/vsftpd"},
       false,
       ""},
      {"the table Syslog, whole, and the programs that write to it",
       "kql",
       {"linux/auditd", "linux/auth", "linux/clamav", "linux/cron", "linux/guacamole", "linux/sshd", "linux/sudo",
        "linux/vsftpd"},
       true,
       "linux/any"},
      {"the table Syslog, whole, and the programs that write to it",
       "kql",
       {"linux/auditd", "linux/auth", "linux/clamav", "linux/cron", "linux/guacamole", "linux/sshd", "linux/sudo",
        "linux/vsftpd"},
       true,
       "linux/syslog"},
      {"all logs of Linux comprise each of them",
       "spl",
       {"linux/auditd", "linux/auth", "linux/cron", "linux/guacamole", "linux/sshd", "linux/sudo", "linux/syslog"},
       true,
       "linux/any"},
      {"the sourcetype linux_secure is the file that all of them write to",
       "spl",
       {"linux/auth", "linux/sshd", "linux/sudo"},
       false,
       ""},
      {"the sourcetype syslog is the file that all of them write to",
       "spl",
       {"linux/clamav", "linux/cron", "linux/guacamole", "linux/syslog"},
       false,
       ""},
      {"Java applications share one log",
       "spl",
       {"spring/application", "jvm/application", "velocity/application"},
       false,
       ""},
      {"Defender's tables have no column for the operating system",
       "kql",
       {"linux/process_creation", "macos/process_creation", "windows/process_creation"},
       false,
       ""},
      {"Defender's tables have no column for the operating system",
       "kql",
       {"linux/file_event", "macos/file_event", "windows/file_event", "windows/file_executable_detected",
        "windows/file_rename"},
       false,
       ""},
      {"Defender's tables have no column for the operating system",
       "kql",
       {"linux/network_connection", "windows/network_connection"},
       false,
       ""},
      {"the table Syslog holds the lines of everything that sends them",
       "kql",
       {"linux/any", "linux/syslog", "apache", "nginx", "cisco/aaa", "cisco/bgp", "cisco/ldp", "cisco/syslog",
        "huawei/bgp", "juniper/bgp"},
       false,
       ""},
      {"the table Syslog holds the lines of everything that sends them",
       "kql",
       {"linux/file_event", "linux/network_connection", "linux/process_creation", "fortios/sslvpnd"},
       true,
       "linux/any"},
      {"the table Syslog holds the lines of everything that sends them",
       "kql",
       {"linux/file_event", "linux/network_connection", "linux/process_creation", "fortios/sslvpnd"},
       true,
       "linux/syslog"},
      {"appliances share the table CommonSecurityLog", "kql", {"firewall", "proxy"}, false, ""},
      {"products that are parsed alike", "cql", {"apache", "nginx"}, false, ""},
      {"a server's requests and its errors come through one parser", "cql", {"apache", "nginx"}, true, "webserver"},
      {"products that are parsed alike", "cql", {"firewall", "netflow"}, false, ""},
  };
  return all;
}

// The record is one of Sysmon: what its source is restricted to says so.
bool isOfSysmon(schema::Platform platform, const std::string& source, const std::string& variant) {
  for (std::size_t i = 0; i < schema::familyHeads().size(); ++i) {
    const schema::Family& family = schema::family(i);
    if (family.id != source) continue;
    for (const schema::Variant& one : *family.on(platform)) {
      if (one.name != variant) continue;
      for (const schema::Restriction& restriction : one.restriction)
        for (const std::string& value : restriction.values)
          if (value.find("ysmon") != std::string::npos) return true;
    }
  }
  return false;
}

// The entries that excused something.
std::set<const Shared*>& met() {
  static std::set<const Shared*> all;
  return all;
}

bool shareEvents(schema::Platform platform, const std::string& asked, const std::string& held,
                 const std::string& variant) {
  // All of Windows' logs, all of Sysmon's events.
  if (asked == "windows/any" && held.starts_with("windows/")) return true;
  if (asked == "windows/sysmon" && isOfSysmon(platform, held, variant)) return true;
  for (const Shared& shared : sharedEvents()) {
    if (!shared.platforms.empty() && shared.platforms.find(schema::name(platform)) == std::string::npos) continue;
    const bool both = shared.sources.contains(asked) && shared.sources.contains(held);
    const bool comprises = (asked == shared.general && shared.sources.contains(held)) ||
                           (held == shared.general && shared.sources.contains(asked));
    if ((!both || shared.apart) && !comprises) continue;
    met().insert(&shared);
    return true;
  }
  return false;
}

struct Silence {
  std::size_t queries = 0, records = 0;
  std::map<std::string, std::size_t> heard;  // "platform: query's source finds record's source"
  std::map<std::string, std::string> sample;
};

void listen(test::RuleUnderTest& rule, const std::string& name, Silence& silence) {
  static const schema::Settings kNone;
  if (!rule.taken()) return;
  const std::vector<Value> events = foundBy(rule);
  for (const schema::Platform platform : test::kPlatforms) {
    const test::Compiled* query = rule.on(platform);
    if (query == nullptr || events.empty()) continue;
    ++silence.queries;
    std::vector<std::optional<carry::Carried>> records;
    for (std::size_t i = 0; i < schema::familyHeads().size(); ++i) {
      const schema::Family& family = schema::family(i);
      if (family.id == query->bound.source || family.on(platform) == nullptr) continue;
      for (const schema::Variant& variant : *family.on(platform))
        for (const Value& event : events) {
          auto carried = carry::carryTo(event, {family, family.serves.front(), variant, platform, kNone});
          if (auto* record = std::get_if<carry::Carried>(&carried)) records.emplace_back(std::move(*record));
        }
    }
    silence.records += records.size();
    const std::vector<bool> hits = rule.finds(platform, records);
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (!hits[i] || shareEvents(platform, query->bound.source, records[i]->source, records[i]->variant)) continue;
      const std::string what = fmt::format("{}: {} {} hears {} {}", schema::name(platform), query->bound.source,
                                           query->bound.variant, records[i]->source, records[i]->variant);
      ++silence.heard[what];
      silence.sample.emplace(what,
                             fmt::format("{}\n{}\n{}", name, query->query, engine::toJson(Value(records[i]->record))));
    }
  }
}

void print(const Silence& silence) {
  std::string list;
  for (const auto& [what, count] : silence.heard) list += fmt::format("\n  {:5} {}", count, what);
  MESSAGE(silence.queries << " queries, " << silence.records << " records of other sources;" << list);
}

void ofThisRepository(Silence& silence) {
  for (const char* folder : {"detections", "examples/rules", "tests/property/rules"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(QUARRY_ROOT) / folder)) {
      if (entry.path().extension() != ".yml") continue;
      for (const std::string& document : test::documentsOf(test::slurp(entry.path()))) {
        test::RuleUnderTest rule(document);
        listen(rule, entry.path().string(), silence);
      }
    }
}

}  // namespace

TEST_CASE("no query of this repository's rules hears another source") {
  Silence silence;
  ofThisRepository(silence);
  print(silence);
  CHECK(silence.queries > 20);
  CHECK(silence.records > 1000);
  for (const auto& [what, sample] : silence.sample) FAIL_CHECK(what, "\n", sample);
}

TEST_CASE("no query of the benchmark hears another source") {
  const fs::path root = test::corpus("sigma");
  if (root.empty()) return;
  Silence silence;
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".yml") continue;
      test::RuleUnderTest rule(test::slurp(entry.path()));
      listen(rule, entry.path().string(), silence);
    }
  print(silence);
  CHECK(silence.queries > 5000);
  for (const auto& [what, sample] : silence.sample) FAIL_CHECK(what, "\n", sample);
  // An entry that excuses nothing any more is no excuse.
  ofThisRepository(silence);
  for (const Shared& shared : sharedEvents())
    if (!met().contains(&shared))
      FAIL_CHECK("excuses nothing: ", shared.why, " ", shared.platforms, " ", *shared.sources.begin());
}
