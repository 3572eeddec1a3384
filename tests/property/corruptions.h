// Ways in which people break a query, done to a query that is valid. Where the damage is and whether the result can be
// valid follows from the published grammar and from what was done, not from parsing the result.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/cql/tree.h"

namespace quarry::test {

struct Corruption {
  std::string_view kind;
  std::string text;  // the query, damaged
  // The innermost step that holds the damage, in bytes of `text`; both steps where what stood between them was hit.
  std::uint32_t begin = 0, end = 0;
};

// Every damage that this file knows how to do to the query, each a text that cannot be valid.
std::vector<Corruption> corruptions(const cql::Tree& valid);

}  // namespace quarry::test
