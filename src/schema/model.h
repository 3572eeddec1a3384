// A log source family as its data file states it, with everything that the file leaves to a default filled in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quarry/ir/field.h"
#include "quarry/schema/bind.h"

namespace quarry::schema {

enum class Confidence { high, medium, low };

// How a field's one spelling looks: what an operand must obey for an exact compare to be as good as a folded one.
enum class Spelling { any, lower, upper, pascal };

// Where a platform keeps something. "{field}" in the name stands for the whole path as the platform flattens it,
// "{rest}" for what follows the container.
struct Place {
  std::string name;
  ir::Access access = ir::Access::column;
  ir::Path path;  // below the column, before what the rule's own path adds
};

struct FieldMap {
  std::vector<Place> places;  // the first, then others that hold the same
  bool byPattern = false;     // the place is the container's or the variant's pattern
  ir::Type type{ir::TypeKind::text, {}};
  ir::CaseRule caseRule = ir::CaseRule::varies;
  Spelling spelling = Spelling::any;
  bool alwaysPresent = false;
  bool multiValue = false;
  std::map<std::string, std::vector<std::string>> values;  // what a rule writes -> what is stored
  std::vector<std::string> absent;                         // stored values that mean "not there"
  std::string note, evidence;
  Confidence confidence = Confidence::high;
};

struct Container {
  Place place;
  bool flat = false;   // one level: all that follows is one name
  bool whole = false;  // the place keeps the whole path, not what follows the container
};

// A text that the user may replace.
struct Choice {
  std::string setting;  // empty: fixed
  std::string value;
};

struct Restriction {
  std::string field;
  std::vector<std::string> values;  // one of these; empty: asked for only if the setting says what
  std::string setting;              // empty: fixed
  bool assumed = false;             // the values are a guess about the user's platform: the header says so
};

struct Variant {
  std::string name, title;
  std::string whenSetting, whenValue;  // empty: the only one
  Choice table;                        // KQL
  std::vector<Restriction> restriction;
  std::string time, ingest;
  std::vector<std::string> keywords;  // empty: the platform's raw text
  std::string noKeywords;             // why the event's text cannot be searched
  std::string evidence;
  Confidence confidence = Confidence::high;
  std::optional<Place> rest;  // where a field that is not listed would be
  std::map<std::string, FieldMap> fields;
  std::map<std::string, Container> containers;
  std::map<std::string, std::string> unavailable;  // field, or "prefix.*" -> why
  std::vector<std::string> assume;
};

struct Serves {
  std::string product, category, service;

  friend bool operator==(const Serves&, const Serves&) = default;
};

struct Family {
  std::string id, title;
  std::vector<Serves> serves;
  std::map<std::string, std::string> same;            // another name -> the field's own
  std::vector<std::vector<std::string>> arrays;       // paths of nodes that are arrays; "**" is one segment or more
  std::map<Platform, std::vector<Variant>> variants;  // the first is the default

  const std::vector<Variant>* on(Platform platform) const {
    const auto found = variants.find(platform);
    return found == variants.end() ? nullptr : &found->second;
  }
};

// "product aws, service cloudtrail"
std::string print(const Serves& serves);

}  // namespace quarry::schema
