// An event as a list of its values, by the names that rules use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/engine/value.h"
#include "quarry/ir/field.h"

namespace quarry::carry {

struct Leaf {
  ir::Path path;  // elements of arrays by their number
  engine::Value value;

  // As a rule would write it: any element of each array.
  std::string name() const;
  std::vector<std::uint32_t> indices() const;
};

struct Leaves {
  std::vector<Leaf> all;
  std::optional<engine::Instant> time;

  const Leaf* find(std::string_view name) const;
};

// Windows events are taken out of what exporters wrap them in: the event's XML as JSON (`Event.System`,
// `Event.EventData`, `Event.UserData`), Elastic's winlogbeat (`winlog`). Null values are left out.
Leaves leavesOf(const engine::Value& event);

}  // namespace quarry::carry
