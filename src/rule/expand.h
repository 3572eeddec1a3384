// Placeholders: `%name%` in the values of `expand` stands for what the configuration says.
#pragma once

#include <optional>
#include <vector>

#include "rule/lower.h"
#include "rule/modifiers.h"

namespace quarry::rule {

// The values that one value stands for, at its place. Without `expand` that is the value itself. None if an error was
// reported.
std::optional<std::vector<Value>> expanded(const Value& value, const Chain& chain, const Scope& scope);

// Tells about values of `expand` that seem to lack a placeholder. One without any percent sign is meant as it stands
// where others of the list have one.
void checkPlaceholders(const std::vector<Value>& values, const Chain& chain, const Scope& scope);

}  // namespace quarry::rule
