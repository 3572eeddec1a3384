// Numbers of JSON that are wider than any that the parser has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quarry::engine {

// The text with its numbers in quotes that fit neither 64 bits nor a double, such as 123456789012345678901 and 1e400:
// simdjson refuses the whole document for one of them, and an event would be lost for a field that nobody asks for.
// Text that reads as a number is one (docs/semantics.md, Values), so nothing else changes. None if there is no such
// number. The text need not be valid JSON.
std::optional<std::string> quoteWideNumbers(std::string_view json);

}  // namespace quarry::engine
