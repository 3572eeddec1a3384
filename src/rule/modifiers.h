// The modifiers of a field, read and checked as a chain.
#pragma once

#include <optional>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/rule/rule.h"

namespace quarry::rule {

enum class Modifier {
#define QUARRY_MODIFIER(symbol, spelling, other, role) symbol,
#include "rule/modifiers.def"
#undef QUARRY_MODIFIER
};

// The modifiers in the order they are written: the n-th is item.modifiers[n].
struct Chain {
  std::vector<Modifier> order;

  bool has(Modifier modifier) const;
  // contains, startswith or endswith, if any.
  std::optional<Modifier> position() const;
  // lt, lte, gt or gte, if any.
  std::optional<Modifier> comparison() const;
  // minute, hour, day, week, month or year, if any.
  std::optional<Modifier> part() const;
  // True for wide and its kin, base64 and base64offset: the value becomes other bytes.
  bool encodes() const;
};

// None if an error was reported.
std::optional<Chain> readChain(const Item& item, base::Report& report);

}  // namespace quarry::rule
