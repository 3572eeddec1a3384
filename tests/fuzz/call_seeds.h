// A call of every function that CQL has, made of what the catalogue says of its parameters.
#pragma once

#include <string>
#include <vector>

namespace quarry::fuzz {

// Each with what it asks for, with one parameter besides, and with all of them. Some are refused: not every two go together.
std::vector<std::string> callsOfEveryFunction();

}  // namespace quarry::fuzz
