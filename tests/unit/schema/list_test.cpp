// What people are shown of sources, fields and settings.
#include "quarry/schema/list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace quarry;
using namespace quarry::schema;

namespace {

const FieldInfo& field(const VariantInfo& variant, std::string_view name) {
  const auto found =
      std::find_if(variant.fields.begin(), variant.fields.end(), [&](const FieldInfo& f) { return f.field == name; });
  REQUIRE(found != variant.fields.end());
  return *found;
}

const VariantInfo& variant(const SourceInfo& source, Platform platform, std::size_t index = 0) {
  for (const PlatformInfo& on : source.platforms)
    if (on.platform == platform) return on.variants.at(index);
  FAIL("no such platform");
  return source.platforms.front().variants.front();
}

}  // namespace

TEST_CASE("sources by name and by log source") {
  CHECK(sourceNames().size() >= 3);
  CHECK(!describeSource("aws/cloudtrial"));
  const auto byScan = describeSource(ir::Scan{"azure", "", "activitylogs"});
  REQUIRE(byScan.has_value());
  CHECK(byScan->id == "azure/activitylogs");
  CHECK(byScan->logSources == std::vector<std::string>{"product azure, service activitylogs"});
  CHECK(!describeSource(ir::Scan{"azure", "", ""}));
  CHECK(allSources().size() == sourceNames().size());
}

TEST_CASE("a source in full") {
  const auto source = describeSource("aws/cloudtrail");
  REQUIRE(source.has_value());
  REQUIRE(source->platforms.size() == 3);
  const VariantInfo& kql = variant(*source, Platform::kql);
  CHECK((kql.isDefault && kql.chosenBy == "kql.product=sentinel" && kql.table == "AWSCloudTrail"));
  CHECK(!variant(*source, Platform::kql, 1).isDefault);
  CHECK(field(kql, "eventName").place == "EventName");
  CHECK(field(kql, "eventName").remarks == "always present; one spelling");
  CHECK(field(kql, "requestParameters.snapshotId").place == "RequestParameters.snapshotId");
  CHECK(field(kql, "requestParameters.snapshotId").access == "json");
  CHECK(field(kql, "readOnly").type == "boolean");
  CHECK(field(kql, "src_ip").sameAs == "sourceIPAddress");
  CHECK(!field(kql, "src_country").unavailable.empty());
  CHECK(field(kql, "src_country").place.empty());
  const VariantInfo& spl = variant(*source, Platform::spl);
  CHECK(field(spl, "errorCode").remarks == "success means absent");
  CHECK(spl.restriction == "index is any value, sourcetype is aws:cloudtrail");
  CHECK(std::is_sorted(spl.fields.begin(), spl.fields.end(),
                       [](const FieldInfo& a, const FieldInfo& b) { return a.field < b.field; }));
  for (const FieldInfo& one : spl.fields) CHECK((!one.unavailable.empty() || !one.evidence.empty()));
}

TEST_CASE("settings, with what they can be") {
  const std::vector<SettingInfo> all = settings();
  const auto find = [&](std::string_view key) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const SettingInfo& s) { return s.key == key; });
    REQUIRE(found != all.end());
    return *found;
  };
  const SettingInfo product = find("kql.product");
  CHECK(product.fallback.empty());  // the variants are tried in order
  CHECK(std::set<std::string>(product.choices.begin(), product.choices.end()) ==
        std::set<std::string>{"asim", "sentinel", "xdr"});
  CHECK(std::find(product.sources.begin(), product.sources.end(), "aws/cloudtrail") != product.sources.end());
  CHECK(std::find(product.sources.begin(), product.sources.end(), "windows/process_creation") != product.sources.end());
  CHECK(find("spl.format.windows").choices == std::vector<std::string>{"xml", "classic"});
  CHECK(find("spl.index.aws").fallback == "*");
  CHECK(find("kql.table.crowdstrike").fallback == "CrowdStrikeSensor_CL");
  CHECK(find("cql.repo.aws").fallback.empty());
  std::vector<std::string> keys;
  for (const SettingInfo& setting : all) keys.push_back(setting.key);
  CHECK(settingNames() == keys);
}
