// Rules of others on events made for them: what the rule finds of an event, each platform's query finds of the record
// that the event becomes there; and no query finds a record of another source. Runs when QUARRY_CORPUS names a folder
// with `sigma` in it; over rules of this repository always.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "carried.h"
#include "corpus_files.h"
#include "quarry/ir/visit_fields.h"
#include "sigma_events.h"

using namespace quarry;
namespace fs = std::filesystem;
using engine::Value;

namespace {

std::vector<fs::path> rulesIn(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  for (const fs::path& folder : folders)
    if (fs::exists(folder))
      for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".yml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Value> madeFor(const rule::Rule& rule) {
  std::vector<Value> out;
  for (const test::Event& event : test::eventsFor(rule))
    if (const auto json = test::jsonOf(event))
      if (auto value = engine::parseJson(*json); value && value->object() != nullptr && !value->object()->empty())
        out.push_back(std::move(*value));
  return out;
}

// The rule asks for a field of which the record says more, or less, than the event did.
bool saysOther(const ir::Plan& plan, const carry::Carried& record) {
  bool other = false;
  const auto among = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  ir::visitFields(plan, [&](const ir::FieldRef& field) {
    // A text is looked for in what the platform keeps.
    other = other || (field.kind == ir::FieldRef::Kind::raw && !record.lost.empty()) ||
            among(record.implied, field.name) || among(record.lost, field.name);
  });
  return other;
}

struct Counts {
  std::size_t rules = 0, events = 0, found = 0, refused = 0, more = 0, less = 0, disagreeing = 0, other = 0;
};

// Writes what disagrees to the file that QUARRY_REPORT names.
class Report {
 public:
  Report() {
    if (const char* path = std::getenv("QUARRY_REPORT")) out_.open(path);
  }
  void add(const std::string& text) {
    if (out_.is_open()) out_ << text;
  }

 private:
  std::ofstream out_;
};

// Disagreements that are understood, by the platform and the rule's file.
const std::map<std::pair<schema::Platform, std::string>, std::string>& known() {
  using schema::Platform;
  const std::string alerts = "a row of SecurityAlert is an alert that was raised: what failed is no row of the table";
  const std::string text = "the path is part of a line, where `startswith` means anywhere";
  const std::string identifier =
      "the provider is read out of the identifier, whose text the rule tests, too: an event that says two things of "
      "one";
  const std::string telemetry =
      "file_event_paloalto_globalprotect_exploit_cve_2024_3400_command_inject_file_creation.yml";
  static const std::map<std::pair<Platform, std::string>, std::string> all = {
      {{Platform::kql, "microsoft365_activity_by_terminated_user.yml"}, alerts},
      {{Platform::kql, "microsoft365_activity_from_anonymous_ip_addresses.yml"}, alerts},
      {{Platform::kql, "microsoft365_impossible_travel_activity.yml"}, alerts},
      {{Platform::kql, "microsoft365_logon_from_risky_ip_address.yml"}, alerts},
      {{Platform::kql, "microsoft365_susp_inbox_forwarding.yml"}, alerts},
      {{Platform::kql, "microsoft365_susp_oauth_app_file_download_activities.yml"}, alerts},
      {{Platform::kql, "microsoft365_unusual_volume_of_file_deletion.yml"}, alerts},
      {{Platform::kql, "microsoft365_user_restricted_from_sending_email.yml"}, alerts},
      {{Platform::cql, "azure_aadhybridhealth_adfs_new_server.yml"}, identifier},
      {{Platform::spl, "azure_aadhybridhealth_adfs_new_server.yml"}, identifier},
      {{Platform::cql, "azure_aadhybridhealth_adfs_service_delete.yml"}, identifier},
      {{Platform::spl, "azure_aadhybridhealth_adfs_service_delete.yml"}, identifier},
      {{Platform::cql, telemetry}, text},
      {{Platform::spl, telemetry}, text},
  };
  return all;
}

// The disagreements of the list that were met.
std::set<std::pair<schema::Platform, std::string>>& met() {
  static std::set<std::pair<schema::Platform, std::string>> all;
  return all;
}

std::map<schema::Platform, Counts> agreement(const std::vector<fs::path>& files, Report& report) {
  std::map<schema::Platform, Counts> counts;
  for (const fs::path& path : files) {
    CAPTURE(path.string());
    for (const std::string& document : test::documentsOf(test::slurp(path))) {
      test::RuleUnderTest rule(document);
      if (!rule.taken()) continue;
      const std::vector<Value> events = madeFor(rule.rule());
      const std::vector<bool> raw = rule.finds(events);
      for (const schema::Platform platform : test::kPlatforms) {
        const test::Compiled* query = rule.on(platform);
        if (query == nullptr) continue;
        Counts& count = counts[platform];
        ++count.rules;
        std::vector<std::optional<carry::Carried>> records;
        for (const Value& event : events) records.push_back(rule.carry(platform, event));
        const std::vector<bool> hits = rule.finds(platform, records);
        bool agrees = true;
        for (std::size_t i = 0; i < events.size(); ++i) {
          if (!records[i]) {
            ++count.refused;
            continue;
          }
          ++count.events;
          count.found += hits[i] ? 1 : 0;
          if (hits[i] == raw[i]) continue;
          if (saysOther(rule.plan(), *records[i])) {
            ++count.other;
            continue;
          }
          ++(hits[i] ? count.more : count.less);
          if (agrees)
            report.add(fmt::format("{} {} {}\n{}\n  {}\n  {}\n\n", hits[i] ? "MORE" : "LESS", schema::name(platform),
                                   path.string(), query->query, engine::toJson(events[i]),
                                   engine::toJson(Value(records[i]->record))));
          agrees = false;
        }
        count.disagreeing += agrees ? 0 : 1;
        if (!agrees) met().insert({platform, path.filename().string()});
        CHECK_MESSAGE((agrees || known().contains({platform, path.filename().string()})), "rule and query disagree");
      }
    }
  }
  return counts;
}

void print(const std::map<schema::Platform, Counts>& counts) {
  for (const auto& [platform, count] : counts)
    MESSAGE(schema::name(platform) << ": " << count.rules << " rules, " << count.events << " events carried, "
                                   << count.found << " found; " << count.refused << " not carried; " << count.less
                                   << " found by the rule alone, " << count.more << " by the query alone, in "
                                   << count.disagreeing << " rules; " << count.other
                                   << " of which the record says more or less than the event");
}

}  // namespace

TEST_CASE("queries find of carried events what this repository's rules find of the events") {
  Report report;
  const fs::path root = QUARRY_ROOT;
  const auto counts =
      agreement(rulesIn({root / "detections", root / "examples/rules", root / "tests/property/rules"}), report);
  print(counts);
  CHECK(counts.at(schema::Platform::cql).events > 100);
}

TEST_CASE("queries find of carried events what the rules of Sigma find of the events") {
  const fs::path root = test::corpus("sigma");
  if (root.empty()) return;
  Report report;
  const auto counts = agreement(rulesIn({root / "rules", root / "rules-emerging-threats", root / "rules-threat-hunting",
                                         root / "rules-compliance"}),
                                report);
  print(counts);
  for (const schema::Platform platform : test::kPlatforms) CHECK(counts.at(platform).found > 4000);
  for (const auto& one : known())
    CHECK_MESSAGE(met().contains(one.first), "agrees now: ", schema::name(one.first.first), " ", one.first.second);
}
