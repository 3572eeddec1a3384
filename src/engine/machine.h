// What one run of a program changes: findings, buffers, counts.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "engine/fields.h"
#include "engine/names.h"
#include "quarry/base/origin.h"
#include "quarry/engine/context.h"

namespace quarry::engine {

struct Machine {
  Context& context;
  Names& names;
  const FieldTable& fields;

  bool incomplete = false;
  std::uint64_t sequence = 0;  // of the row at hand: what came first

  // Buffers that tests use one after the other.
  std::string textBuffer{}, otherBuffer{}, foldBuffer{};

  // A pattern needed more steps than it may have: said once for each.
  void regexLimit(const std::string& pattern, const base::Origin& origin);
  std::set<std::string> limited{};
};

}  // namespace quarry::engine
