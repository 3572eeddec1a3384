// Values. A value is Missing when an operand it needs is missing; the functions table says which functions stop that.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/origin.h"
#include "quarry/ir/apply.h"
#include "quarry/ir/field.h"

namespace quarry::ir {

// Operators, comparisons and functions of expressions: one enumerator per row of functions.def.
enum class Function {
#define QUARRY_FUNCTION(symbol, spelling, least, most, result, missing) symbol,
#include "quarry/ir/functions.def"
#undef QUARRY_FUNCTION
};

enum class Aggregate {
#define QUARRY_AGGREGATE(symbol, spelling, least, most, result) symbol,
#include "quarry/ir/aggregates.def"
#undef QUARRY_AGGREGATE
};

struct Pred;
struct Val;

struct Literal {
  std::variant<std::string, double, bool, Duration> value;

  friend bool operator==(const Literal&, const Literal&) = default;
};

struct Call {
  Function function{};
  std::vector<Val> arguments;

  friend bool operator==(const Call&, const Call&);
};

// The first branch whose condition holds gives the value. A score has ordinal type and one Literal label per branch.
struct Case {
  struct Branch {
    base::Box<Pred> when;
    base::Box<Val> then;

    friend bool operator==(const Branch&, const Branch&);
  };
  std::vector<Branch> branches;
  std::optional<base::Box<Val>> otherwise;  // none: Missing

  friend bool operator==(const Case&, const Case&);
};

// Apply: the column that a `row` operation makes, or whether a `filter` operation keeps the row.
struct Val {
  std::variant<Literal, FieldRef, Call, Case, Apply> node;
  base::Origin origin;

  friend bool operator==(const Val&, const Val&) = default;
};

std::string print(const Val& value);

}  // namespace quarry::ir
