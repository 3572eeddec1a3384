// Values of expressions, ready to be computed for rows.
#pragma once

#include <memory>
#include <vector>

#include "engine/functions/registry.h"
#include "engine/machine.h"
#include "engine/row.h"
#include "quarry/ir/value.h"

namespace quarry::engine {

class Compiler;
struct Predicate;

struct Expression {
  enum class Kind { literal, field, call, choice };

  Kind kind = Kind::literal;
  Value literal;
  Access field;
  functions::Evaluator function = nullptr;
  bool propagatesMissing = true;
  std::vector<Expression> arguments;                // call; choice: the values, the one for `otherwise` last
  std::shared_ptr<std::vector<Predicate>> choices;  // choice: the conditions
};

Expression compile(const ir::Val& value, Compiler& compiler);
// Null, and a list without values, count as missing.
Value evaluate(const Expression& expression, const Row& row, Machine& machine);

}  // namespace quarry::engine
