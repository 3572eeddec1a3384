// What is known of each function and aggregate: generated from functions.def and aggregates.def.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "quarry/ir/value.h"

namespace quarry::ir {

struct FunctionInfo {
  Function function;
  std::string_view spelling;
  int least, most;  // arguments; most -1: any number
  TypeKind result;
  bool propagatesMissing;
};
struct AggregateInfo {
  Aggregate aggregate;
  std::string_view spelling;
  int least, most;
  std::optional<TypeKind> result;  // none: the argument's
};

const FunctionInfo& info(Function function);
const AggregateInfo& info(Aggregate aggregate);
std::span<const FunctionInfo> functions();
std::span<const AggregateInfo> aggregates();
// By the name a rule calls it; operators have none.
std::optional<Function> functionNamed(std::string_view name);
std::optional<Aggregate> aggregateNamed(std::string_view name);

}  // namespace quarry::ir
