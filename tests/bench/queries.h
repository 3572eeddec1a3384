// The queries that front ends are measured on.
#pragma once

#include <string>
#include <vector>

namespace quarry::bench {

struct Query {
  std::string name, text;
};

// Those in `queries` beside this file and, when QUARRY_CORPUS names a folder of real ones, those that parse without a
// finding and that both lexers read alike: the comparison is over the same tokens.
std::vector<Query> queries();

// Whether both lexers give the same tokens.
bool sameTokens(const std::string& text);

}  // namespace quarry::bench
