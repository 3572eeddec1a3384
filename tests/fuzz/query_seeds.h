// Queries over events that hold something for every function: the formats that functions read, the ways they are
// called.
#pragma once

#include <string>
#include <vector>

namespace quarry::fuzz {

extern const char* const kRichEvents;  // JSON, one a line
extern const char* const kTable;       // CSV: a lookup file

std::vector<std::string> queriesOfEveryFormat();

}  // namespace quarry::fuzz
