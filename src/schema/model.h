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

// How a platform writes what a rule knows in another form. Each shape is a rewriting of tests (shapes.h).
enum class Shape {
  plain,
  devicePath,    // \Device\HarddiskVolume3\… instead of C:\…
  fileName,      // the file's name without its folder
  path,          // the whole path, and in part `file` the name alone
  registryPath,  // the key, and in part `value` the name of the value
  registryData,  // text, and in the parts `number` and `type` what is no text
  hashes,        // a column per algorithm instead of ALGO=DIGEST
  account,       // the name, and in part `domain` the domain, or in part `sid` well-known ones
  decimal,       // 999 instead of 0x3e7
  hexadecimal,   // 0x3e7 instead of 999
  address,       // IPv4, and in part `v6` IPv6
  domain,        // a DNS name that may end in a dot
  within,        // part of a larger text that is XML
  element,       // an element or an attribute of a text that is XML
  markup,        // & < > as XML writes them, as they are as well
  markupOnly,    // & < > as XML writes them
  object,        // the text of an object or an array, which holds the values of its members
  segment,       // what stands before the first slash of a path, or in part `after` behind the segment of that name
};

// How registry hives are spelt.
enum class Hives { sysmon, kernel, defender };

// A condition on the platform's own fields: one of the values.
struct When {
  std::string field;  // empty: no condition
  std::vector<std::string> values;
};

// Where a platform keeps something. "{field}" in the name stands for the whole path as the platform flattens it,
// "{rest}" for what follows the container.
struct Place {
  std::string name;
  ir::Access access = ir::Access::column;
  bool expression = false;                   // KQL: `name` is an expression, read into a column of the field's name
  ir::Path path;                             // below the column, before what the rule's own path adds
  std::map<std::string, std::string> parts;  // of a shape: further columns
  When when;                                 // the records that keep the field here
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
  Shape shape = Shape::plain;
  Hives hives = Hives::sysmon;
  std::optional<std::string> constant;  // what every record of the source has, without a place for it
  std::string note, evidence;
  Confidence confidence = Confidence::high;
};

struct Container {
  std::vector<Place> places;  // the first, then others that hold the same
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
  bool optional = false;            // left out where a parameter in its values is not given
  bool number = false;              // the values are numbers there
};

// What a data file leaves open: the channel of one log source, the event ids of one use of a shared variant.
using Parameters = std::map<std::string, std::vector<std::string>>;

struct Variant {
  std::string name, title;
  std::map<std::string, std::string> when;  // settings that choose it; empty: the only one
  bool asked = false;                       // taken only if one of these settings is given
  Choice table;                             // KQL; SPL: the data model and its dataset
  std::vector<Restriction> restriction;
  std::string time, ingest;
  std::vector<std::string> keywords;  // empty: the platform's raw text
  std::string noKeywords;             // why the event's text cannot be searched
  std::string evidence;
  Confidence confidence = Confidence::high;
  std::optional<Place> rest;  // where a field that is not listed would be
  std::string closed;         // why a field that is not listed is not there; empty: `rest` says where it would be
  Shape restShape = Shape::plain;
  std::map<std::string, FieldMap> fields;
  std::map<std::string, Container> containers;
  std::map<std::string, std::string> unavailable;  // field, or "prefix.*" -> why
  std::vector<std::string> assume;
  Parameters with;
};

struct Serves {
  std::string product, category, service;
  Parameters with;

  bool names(const Serves& other) const {
    return product == other.product && category == other.category && service == other.service;
  }
};

struct Family {
  std::string id, title;
  std::vector<Serves> serves;
  std::map<std::string, std::string> same;            // another name -> the field's own
  std::map<std::string, std::string> sameBelow;       // another name of a node -> its own: for all that is below it
  std::vector<std::vector<std::string>> arrays;       // paths of nodes that are arrays; "**" is one segment or more
  std::map<Platform, std::vector<Variant>> variants;  // in order of preference
  std::map<Platform, std::string> nowhere;            // why a platform has no variant

  const std::vector<Variant>* on(Platform platform) const {
    const auto found = variants.find(platform);
    return found == variants.end() ? nullptr : &found->second;
  }
};

// "product aws, service cloudtrail"
std::string print(const Serves& serves);

}  // namespace quarry::schema
