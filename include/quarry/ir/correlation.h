// Correlations: what the rows of several rules amount to within a length of time. docs/semantics.md says what each
// means.
#pragma once

#include <string>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/origin.h"
#include "quarry/ir/pred.h"
#include "quarry/ir/value.h"

namespace quarry::ir {

struct Plan;

inline constexpr std::string_view kFirstColumn = "@first";
inline constexpr std::string_view kLastColumn = "@last";

// How a length of time is laid over the rows.
struct Window {
  enum class Kind {
    sliding,   // ends at a row, begins the length before it; both ends belong to it
    tumbling,  // begins at multiples of the length since 1970-01-01 UTC; the beginning belongs to it, the end does not
  };
  Kind kind = Kind::sliding;
  Duration length;

  friend bool operator==(const Window&, const Window&) = default;
};

// Which of the times at which a condition held become rows.
enum class Results {
  once,        // one a key (and tumbling window)
  moments,     // each: what is built on the correlation sees when it held
  beginnings,  // those at which it had not held at the key's time before
};

// One rule's share in a correlation. The last step of its plan is an Extend that makes the correlation's columns: the
// keys under their names, then what it counts (`q_value…`), then what survives of it (`rule.field`). A row that lacks a
// key or a value takes no part.
struct Part {
  std::string name;  // as the correlation calls the rule
  base::Box<Plan> plan;
  FieldRef time;  // when a row happened: the event's time, or a column
  base::Origin origin;
};

// Something measured over the rows of a window. Asked at each row, of the window that ends there, with all rows of the
// same time in it. One row a key: the key, @first and @last (the first and the last row at which the condition held)
// and `result` (the greatest value that met it). Where moments are asked for, @first and @last are the moment, and
// `result` is its value.
struct Threshold {
  std::vector<Part> of;
  std::vector<std::string> keys;
  Window window;
  Aggregate measure{};              // count, distinct, sum, average or percentile
  double percent = 0;               // percentile
  std::vector<std::string> values;  // columns; several are counted together (distinct)
  std::string result;               // the column that holds what was measured
  Pred condition;                   // over `result`
  bool exact = false;               // no estimates
  Results results = Results::once;  // sliding; a tumbling window has one row anyway
};

// Which stages have to be there.
struct Presence {
  enum class Kind { stage, all, any, absent };
  Kind kind = Kind::all;
  std::size_t stage = 0;     // stage, absent: a position in `stages`
  std::vector<Presence> of;  // all, any
};

// No such row from the first stage to the last, both included.
struct Absence {
  Part part;
  std::vector<std::size_t> by;  // the keys it shares: positions in `keys`
};

// Stages that happen within a window, by key.
// Ordered: one row for each row of the last stage that completes the sequence. Of each earlier stage it takes the
// latest row that can be part of it; rows of the same time count as in order. Not ordered: asked at each row, of the
// window that ends there; a stage that has to be absent is looked for in the same length of time behind the row, too.
// One row a key, for the last row at which it held.
struct Sequence {
  std::vector<Part> stages;
  std::vector<std::string> keys;
  Window window;
  bool ordered = true;
  Presence presence;                // not ordered
  std::vector<Absence> absences;    // ordered
  std::vector<std::string> kept;    // columns of the stages that the row has, besides the keys, @first and @last
  Results results = Results::once;  // not ordered
};

// The columns of the part's last step.
const std::vector<struct Assignment>& columnsOf(const Part& part);

}  // namespace quarry::ir
