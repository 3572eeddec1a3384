// What an event must hold for a condition to be true: lets a run over many rules ask only those that may match.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/compiler.h"
#include "quarry/ir/pred.h"

namespace quarry::engine {

// One value of the slot is this text, holds this text (both folded), or is this number.
struct Trigger {
  enum class Kind { equals, holds, number };
  Kind kind{};
  Slot slot = 0;
  std::string text;
  double number = 0;
};

// Some of which is true whenever the condition is. None: nothing is known.
std::optional<std::vector<Trigger>> triggersOf(const ir::Pred& pred, Compiler& compiler);

}  // namespace quarry::engine
