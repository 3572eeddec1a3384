// How a step is called in what is said of it. Private to src/cql/flow*.cpp.
#pragma once

#include <string>
#include <vector>

#include "quarry/cql/flow.h"

namespace quarry::cql {

// `groupBy`, `case`, `[…]`: what a person would call the step, and the place of that name.
struct StepWord {
  std::string word;
  base::Span span;
};
StepWord wordFor(const Tree& tree, NodeId step);

// "`a`, `b` and `c`"; of a long list the first few and how many more.
std::string listed(const std::vector<std::string>& names, std::size_t most);

}  // namespace quarry::cql
