// The categories of Windows that follow Sysmon's events, and the fields of those events (Sysmon's manifest), with the
// names that Security events add to the same category.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/rule/rule.h"

namespace quarry::lint {

// The fields that events of the log source carry; empty if it is no such category of Windows.
std::vector<std::string_view> sysmonFields(const rule::LogSource& source);
// True for a field of any of the events, without regard to case.
bool isSysmonField(std::string_view name);
// The category of an event number: "1" is process_creation. None where a number is several categories, or none.
std::optional<std::string_view> sysmonCategory(std::string_view event);

}  // namespace quarry::lint
