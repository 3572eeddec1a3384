// Mistakes that people make in queries, put into queries that do not have them. What is reported, and where, follows
// from what was put in, not from linting the result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::test {

struct Planting {
  std::string_view kind;
  std::string_view code;  // that has to be reported
  std::string text;       // the query with the mistake
  // Where it stands, in bytes of `text`: a report of the code has to begin or end in here.
  std::uint32_t begin = 0, end = 0;
};

// Every mistake that can be put into the query, each at its first place.
std::vector<Planting> plantings(const cql::Tree& query);

}  // namespace quarry::test
