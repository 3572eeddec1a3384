// Operations: what CQL's functions do beyond filters, columns and groups, as one node with named arguments.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/origin.h"

namespace quarry::ir {

// One enumerator per row of operations.def.
enum class Operation {
#define QUARRY_OPERATION(symbol, spelling, kind) symbol,
#include "quarry/ir/operations.def"
#undef QUARRY_OPERATION
};
enum class OperationKind { row, filter, rows, whole, aggregate, source, setting };

struct OperationInfo {
  std::string_view spelling;
  Operation operation;
  OperationKind kind;
};
const OperationInfo& info(Operation operation);
std::span<const OperationInfo> operations();
std::optional<Operation> operationNamed(std::string_view spelling);

struct Val;
struct Plan;
struct Argument;

// A list of values, each perhaps with a name of its own (`[lo := min(x), max(x)]`, correlate's queries).
struct ArgumentList {
  std::vector<Argument> of;
};
// A Val: a FieldRef where a word names a field, a Literal text for a word in quotes, or an expression. A Plan: steps
// over the rows at hand (its source is Incoming), or a query of its own (its source is Scan).
struct Argument {
  std::string name;
  std::variant<base::Box<Val>, std::shared_ptr<const Plan>, ArgumentList> value;
  base::Origin origin;
};

struct Apply {
  Operation operation{};
  std::vector<Argument> arguments;  // defaults included
  bool negated = false;             // a filter that keeps what it would drop

  const Argument* find(std::string_view name) const;
  friend bool operator==(const Apply& a, const Apply& b);
};

// The columns that an operation adds, as far as its arguments say (a parser's come from the data).
std::vector<std::string> outputs(const Apply& apply);

std::string print(const Apply& apply);

}  // namespace quarry::ir
