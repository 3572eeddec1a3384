// From what a rule names to where a platform keeps it: log sources, fields, values. The knowledge is in data files
// (src/schema/data), one per log source family.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/plan.h"

namespace quarry::schema {

enum class Platform { cql, kql, spl };
std::string_view name(Platform platform);
std::optional<Platform> platformByName(std::string_view name);

// What the user chose in quarry.yml or by --set: "spl.index.aws" = "cloud", "kql.product" = "sentinel".
struct Settings {
  std::map<std::string, std::string> values;
  bool strict = false;            // an unmapped field is an error instead of a warning
  std::set<std::string> allowed;  // codes that --allow accepts: what they speak of is left out, with a warning

  std::optional<std::string_view> find(const std::string& key) const;
};

// A column that is not in the table: an expression of the platform's query language makes it.
struct Computed {
  std::string column, expression;
};

// A plan in a platform's own fields.
struct Bound {
  ir::Plan plan;  // every event field has `physical`; value maps are applied
  Platform platform{};
  std::string source;   // "aws/cloudtrail": the data file's name for it
  std::string variant;  // which of the platform's ways of keeping it: "sentinel"
  std::string table;    // KQL: the table. SPL: empty; index and sourcetype are in `restriction`. CQL: empty
  // What makes the query read this source and nothing else. Its fields are physical; it is not part of plan.steps, so
  // that each target can print it in its own place (CQL tags, the first line of an SPL search).
  ir::Pred restriction;
  std::vector<Computed> computed;        // KQL: made right after the restriction, read by the plan
  ir::FieldRef time;                     // the event time, also what "@time" is bound to
  std::optional<ir::FieldRef> ingest;    // when the platform received the event, where it says
  std::vector<ir::FieldRef> text;        // columns that keywords search; empty: the platform's own raw text
  std::vector<std::string> assumptions;  // for the header: "index=aws is the setting spl.index.aws"
  // Of a correlation: each of its parts (ir::partsOf), bound for itself. The fields above but the plan, the platform
  // and the assumptions are then the parts' to say.
  std::vector<Bound> parts;
};

// None if an error was reported (no such source on this platform, an unavailable field, …).
std::optional<Bound> bind(const ir::Plan& plan, Platform platform, const Settings& settings, base::Report& report);

// The textual form of --emit bound.
std::string print(const Bound& bound);

}  // namespace quarry::schema
