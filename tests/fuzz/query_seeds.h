// Queries over events that hold something for every function: the formats that functions read, the ways they are
// called.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace quarry::fuzz {

extern const char* const kRichEvents;  // JSON, one a line
extern const char* const kTable;       // CSV: a lookup file

std::vector<std::string> queriesOfEveryFormat();

// Over events with what functions do not expect: texts cut off, holes in arrays, signs and units of every kind.
extern const char* const kOddEvents;
extern const char* const kOddTable;  // JSON
std::vector<std::string> queriesOfOddEvents();

// Each query, and each of its steps alone: one that cannot be run must not hide the others.
std::vector<std::string> withStepsAlone(std::span<const char* const> queries);

}  // namespace quarry::fuzz
