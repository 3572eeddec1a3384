// Fields: what an event carries, what a step made, and (after binding) where a platform keeps it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/type.h"

namespace quarry::ir {

// One segment of a dotted path. `items[]` means every element, `items[3]` the fourth.
struct PathSegment {
  std::string name;
  bool each = false;
  std::optional<std::uint32_t> index;

  friend bool operator==(const PathSegment&, const PathSegment&) = default;
};
using Path = std::vector<PathSegment>;

// Dots separate segments; a segment in back-quotes is taken as it is. Never fails: odd text is one segment.
Path parsePath(std::string_view text);
std::string print(const Path& path);

// How a platform reads a field. Filled in by schema/bind, read by targets.
enum class Access {
  column,    // a column, or a flat field, of its own
  dynamic,   // a path into a dynamic column (KQL), `path` below `column`
  jsonText,  // a path into a column that holds JSON as text
};

// Whether the spellings of a field's values differ in case only by accident.
enum class CaseRule {
  varies,       // compare as the rule says
  oneSpelling,  // the service writes each value one way: an exact compare is as good as a folded one
};

struct PhysicalField {
  std::string name;  // as the platform's query language names it, unquoted
  Access access = Access::column;
  Path path;  // below `name`, for Access::dynamic and jsonText
  Type type;
  CaseRule caseRule = CaseRule::varies;
  bool tag = false;            // CQL: an indexed tag, cheap to filter, exact values
  bool alwaysPresent = false;  // every record of the source carries it
  bool multiValue = false;     // holds several values; a test means any of them
  std::string evidence;        // vendor page or sample that shows it
  bool assumed = false;        // a name that goes unless the log source has a map for the field
};

// A field of the event, a column that a step made, or the whole event as text (keywords).
struct FieldRef {
  enum class Kind { event, column, raw };

  Kind kind = Kind::event;
  // As the rule wrote it: "requestParameters.instancesSet.items[].instanceId". The first segment of a column's path is
  // the column; what follows reads into its value. "@time" is the time of the event on every platform.
  std::string name;
  // Set by bind on event fields; null before.
  std::shared_ptr<const PhysicalField> physical;

  friend bool operator==(const FieldRef& a, const FieldRef& b) { return a.kind == b.kind && a.name == b.name; }
  friend bool operator<(const FieldRef& a, const FieldRef& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.name < b.name;
  }
};

inline constexpr std::string_view kTimeField = "@time";

}  // namespace quarry::ir
