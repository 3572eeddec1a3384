#include "quarry/ir/functions.h"

#include <algorithm>
#include <cctype>

namespace quarry::ir {

namespace {

constexpr bool propagates = true, handled = false;
constexpr std::optional<TypeKind> argument = std::nullopt;
using enum TypeKind;

const FunctionInfo kFunctions[] = {
#define QUARRY_FUNCTION(symbol, spelling, least, most, result, missing) \
  {Function::symbol, spelling, least, most, TypeKind::result, missing},
#include "quarry/ir/functions.def"
#undef QUARRY_FUNCTION
};

const AggregateInfo kAggregates[] = {
#define QUARRY_AGGREGATE(symbol, spelling, least, most, result) {Aggregate::symbol, spelling, least, most, result},
#include "quarry/ir/aggregates.def"
#undef QUARRY_AGGREGATE
};

}  // namespace

const FunctionInfo& info(Function function) { return kFunctions[static_cast<std::size_t>(function)]; }
const AggregateInfo& info(Aggregate aggregate) { return kAggregates[static_cast<std::size_t>(aggregate)]; }
std::span<const FunctionInfo> functions() { return kFunctions; }
std::span<const AggregateInfo> aggregates() { return kAggregates; }

std::optional<Function> functionNamed(std::string_view name) {
  // `in`, `and`, `or`, `not` are spelt with letters but are operators; the comparisons of CQL's texts are no rule's.
  const auto isOperator = [](Function f) {
    return f == Function::in || f == Function::logicalAnd || f == Function::logicalOr || f == Function::logicalNot ||
           f == Function::same || f == Function::different || f == Function::falsy;
  };
  for (const FunctionInfo& f : kFunctions)
    if (f.spelling == name && std::isalpha(static_cast<unsigned char>(name[0])) != 0 && !isOperator(f.function))
      return f.function;
  return std::nullopt;
}

std::optional<Aggregate> aggregateNamed(std::string_view name) {
  const auto* found = std::find_if(std::begin(kAggregates), std::end(kAggregates),
                                   [&](const AggregateInfo& a) { return a.spelling == name; });
  if (found == std::end(kAggregates)) return std::nullopt;
  return found->aggregate;
}

}  // namespace quarry::ir
