// What the data files say: docs/schema-data.md explains each part.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quarry/ir/field.h"
#include "quarry/schema/bind.h"

namespace quarry::schema {

struct FieldEntry {
  ir::PhysicalField field;
  std::vector<ir::PhysicalField> also;                         // further fields that hold the same
  std::map<std::string, std::vector<std::string>> values;      // the rule's value, lower case -> stored values
  std::vector<std::string> absent;                             // stored values that mean "no value"
};

// Where a field goes that has no entry: the longest prefix of its path wins.
struct DefaultEntry {
  std::string prefix;       // "requestParameters", or "" for any
  std::string name;         // a column, or a pattern with {field}
  ir::Access access = ir::Access::column;
  std::string evidence;     // empty: a guess, reported as unmapped
};

struct RestrictionEntry {
  std::string field;
  std::vector<std::string> values;
  std::string setting;      // the user's setting that replaces the values
  std::string assumption;   // said in the artifact while the setting is not set
  bool tag = false;
};

struct Variant {
  std::string name;
  std::string table;
  std::string tableSetting;  // the user's setting that replaces the table
  std::vector<RestrictionEntry> restriction;
  FieldEntry time;
  std::vector<std::string> text;
  std::map<std::string, FieldEntry> fields;
  std::vector<DefaultEntry> defaults;
  std::map<std::string, std::string> unavailable;  // field -> why
};

struct LogSourceKey {
  std::string product, category, service;
};

struct Family {
  std::string name;
  std::string title;
  std::vector<LogSourceKey> sources;
  std::vector<std::string> arrays;               // paths that are arrays in the record
  std::map<Platform, std::vector<Variant>> variants;  // the first is the default
};

// All families that the build embeds, read on first use. A fault in a data file is a fault of the build: it is
// reported as `problems`, which a test demands to be empty.
const Family* familyFor(const std::string& product, const std::string& category, const std::string& service);
const std::vector<Family>& families();
const std::vector<std::string>& dataProblems();

}  // namespace quarry::schema
