// The plan: what a detection does, with every default written out. A tree: a source, then steps in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/origin.h"
#include "quarry/ir/correlation.h"
#include "quarry/ir/pred.h"
#include "quarry/ir/value.h"

namespace quarry::ir {

struct Plan;

// ---- sources ----

// The events of a log source. Empty strings mean "not said".
struct Scan {
  std::string product, category, service;
  // Read as CQL reads them: every scalar is a field of its own, its path (`a.b[0]`) is its name and a text its value;
  // numbers are read out of texts where they are needed.
  bool flat = false;

  friend bool operator==(const Scan&, const Scan&) = default;
};
// The rows of several plans, unordered.
struct Union {
  std::vector<Plan> of;
};
// The rows that reach the operation which this plan is an argument of.
struct Incoming {
  friend bool operator==(const Incoming&, const Incoming&) = default;
};
using Source = std::variant<Scan, Union, Incoming, Threshold, Sequence>;

// ---- steps ----

struct Filter {
  Pred where;
};

struct Assignment {
  std::string name;
  Val value;
  Type type;  // ordinal for a score
  base::Origin origin;
};
// New columns, computed one after the other. A Missing value makes no column (an earlier one of that name goes too).
struct Extend {
  std::vector<Assignment> columns;
};

// One row per element of the array; a row whose array is missing or empty is dropped.
struct Expand {
  std::string column;
  FieldRef path;  // with exactly one `[]`
};

// Ordered alternatives on a copy of the row: the first that emits wins, a row that none emits is dropped.
struct Branch {
  std::vector<std::vector<struct Step>> arms;
};

struct GroupKey {
  std::string column;
  Val value;  // Missing groups under "-"
  base::Origin origin;
};
struct Measure {
  std::string column;
  Aggregate function{};
  std::vector<Val> arguments;     // count_if has none
  std::optional<Pred> condition;  // count_if
  Type type;
  base::Origin origin;
};
// The most rows or groups that come out. implicit: a default the language adds that the author did not write.
struct Bound {
  std::optional<std::uint64_t> most;  // none: all of them
  bool implicit = false;

  friend bool operator==(const Bound&, const Bound&) = default;
};
// Rows that agree on the keys become one row. With `gap`, a key's rows are cut into sessions wherever the time between
// neighbours is longer than it.
struct Group {
  std::vector<GroupKey> keys;
  std::optional<Duration> gap;
  std::vector<Measure> measures;
  Bound bound;
};

struct Project {
  std::vector<FieldRef> columns;  // in order; nothing else survives
  bool except = false;            // the other way round: everything but these survives
};

struct SortKey {
  FieldRef field;
  bool descending = false;
  Type type;  // ordinal: by rank, the first label is the greatest
  base::Origin origin;
};
struct Sort {
  std::vector<SortKey> keys;
  Bound bound;
};

struct Limit {
  std::uint64_t rows = 0;
};

struct Step {
  std::variant<Filter, Extend, Expand, Branch, Group, Project, Sort, Limit, Apply> node;
  base::Origin origin;
};

struct Plan {
  Source source;
  base::Origin sourceOrigin;
  std::vector<Step> steps;
};

// The plans that a source reads, in order; none for a scan.
std::vector<const Plan*> partsOf(const Source& source);
std::vector<Plan*> partsOf(Source& source);
// Of a correlation: its parts, in the same order, and the keys that all of its rows have. None of other sources.
std::vector<const Part*> correlatedBy(const Source& source);
std::vector<std::string> keysOf(const Source& source);

// The textual form of --emit plan: one step a line, defaults marked.
std::string print(const Plan& plan);

}  // namespace quarry::ir
