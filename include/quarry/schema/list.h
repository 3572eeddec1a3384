// What is known of log sources and their fields, for people: `quarry list sources`, `quarry list fields`, `quarry
// explain source aws/cloudtrail`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/schema/bind.h"

namespace quarry::schema {

struct FieldInfo {
  std::string field;        // as a rule names it
  std::string sameAs;       // "" or the family's own name for it
  std::string place;        // "RequestParameters.snapshotId"; several are joined by ", "; "" if it is unavailable
  std::string access;       // "column", "dynamic" or "json"
  std::string type;         // "text", "boolean", …
  std::string remarks;      // "always present; one spelling; Success is stored as Success, Succeeded; …"
  std::string unavailable;  // why, or ""
  std::string evidence, confidence;
};

struct VariantInfo {
  std::string name, title;
  std::string chosenBy;  // "kql.product=sentinel", or "" for the only one
  bool isDefault = false;
  std::string table;        // KQL
  std::string restriction;  // as a condition
  std::string time, ingest;
  std::string keywords;  // the columns that keywords search, "the event's text", or why there is none
  std::string rest;      // where a field that is not listed would be, or ""
  std::string evidence, confidence;
  std::vector<std::string> assumptions;
  std::vector<FieldInfo> fields;  // ordered by name
};

struct PlatformInfo {
  Platform platform{};
  std::vector<VariantInfo> variants;  // the default first
};

struct SourceInfo {
  std::string id, title;
  std::vector<std::string> logSources;  // "product aws, service cloudtrail"
  std::vector<PlatformInfo> platforms;
};

struct SettingInfo {
  std::string key;                   // "spl.index.aws"
  std::string fallback;              // "" if nothing is done without it
  std::vector<std::string> choices;  // empty: any text
  std::string meaning;
  std::vector<std::string> sources;  // ids of the families that ask for it
};

// Ids and titles of all families, without reading their maps.
struct SourceName {
  std::string id, title;
  std::vector<std::string> logSources;
};
std::vector<SourceName> sourceNames();

// All families in full, in the order of their ids.
std::vector<SourceInfo> allSources();
// By id, or by a log source's words ("aws cloudtrail"); none if there is no such family.
std::optional<SourceInfo> describeSource(std::string_view id);
std::optional<SourceInfo> describeSource(const ir::Scan& scan);

// Their keys, in order, without reading the maps.
std::vector<std::string> settingNames();
// All settings that any family goes by, ordered by key.
std::vector<SettingInfo> settings();

}  // namespace quarry::schema
