// Calls whose arguments are moved in: a list in braces copies them, and with them everything they nest.
#pragma once

#include <utility>
#include <vector>

#include "quarry/ir/value.h"

namespace quarry::ir {

template <class... Arguments>
Val callOf(Function function, const base::Origin& origin, Arguments&&... arguments) {
  Call call{function, {}};
  call.arguments.reserve(sizeof...(arguments));
  (call.arguments.push_back(std::forward<Arguments>(arguments)), ...);
  return {std::move(call), origin};
}

}  // namespace quarry::ir
