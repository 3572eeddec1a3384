// What the items and conditions of pipelines may hold. A key that is not known would change what an item does, or when,
// without a word.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "quarry/base/report.h"
#include "quarry/base/yaml.h"

namespace quarry::rule {

// The parameters of a transformation; none if there is no such one here. A name with a `!` at its end has to be there.
std::optional<std::span<const std::string_view>> parametersOf(std::string_view transformation);
// The parameters of a condition on rules, tests or fields; none if there is no such condition there.
enum class PipelineScope { rule, item, field };
std::optional<std::span<const std::string_view>> parametersOf(PipelineScope scope, std::string_view condition);
// The names of those conditions.
std::span<const std::string_view> conditionsOf(PipelineScope scope);

// Reports keys that are not among `known` (nor `type`), and those that are missing. False if there is one.
bool checkKeys(std::string_view of, base::Span where, const base::yaml::Node& mapping,
               std::span<const std::string_view> known, base::Report& report);

}  // namespace quarry::rule
