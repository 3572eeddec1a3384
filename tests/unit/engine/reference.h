// A second reading of detections: straight from the rule as it was written, by plain recursion over JSON. Slow, and
// without a line in common with the engine; the two are held against each other.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "quarry/rule/rule.h"

namespace quarry::test::reference {

using Json = nlohmann::json;

// Whether the rule's condition holds for the event. Knows: text with wildcards, numbers, booleans, null, contains,
// startswith, endswith, cased, re with i, exists, lt to gte, cidr (IPv4), fieldref, all, all_elements, neq, any_of,
// keywords; conditions with and, or, not, brackets, `N of` patterns.
bool matches(const rule::Rule& rule, const Json& event);

}  // namespace quarry::test::reference
