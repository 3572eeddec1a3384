// The operands that one value of a detection stands for.
#pragma once

#include <optional>
#include <vector>

#include "quarry/ir/pred.h"
#include "rule/lower.h"
#include "rule/modifiers.h"

namespace quarry::rule {

// Operands of one kind, for one test: the field holds if any of them does.
struct Operands {
  ir::Op op = ir::Op::matches;
  ir::Domain domain = ir::Domain::text;
  std::vector<ir::Operand> of;  // empty for Op::null
};

// Encoders expand a value into several operands. None if an error was reported.
std::optional<Operands> operandsOf(const Value& value, const Item& item, const Chain& chain, const Scope& scope);

}  // namespace quarry::rule
