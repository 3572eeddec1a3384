#include "engine/functions/registry.h"

namespace quarry::engine::functions {

Evaluator evaluatorOf(ir::Function function) {
  switch (function) {
#define QUARRY_FUNCTION(symbol, spelling, least, most, result, missing) \
  case ir::Function::symbol:                                            \
    return functions::symbol;
#include "quarry/ir/functions.def"
#undef QUARRY_FUNCTION
  }
  return nullptr;
}

}  // namespace quarry::engine::functions
