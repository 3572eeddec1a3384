// How far a correlation comes over some events: which of its rules have rows, by key.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "quarry/engine/context.h"
#include "quarry/ir/plan.h"

namespace quarry::driver {

struct Reached {
  struct Stage {
    std::string rule;
    bool isAbsence = false;          // rows of it stand in the way
    std::vector<std::string> times;  // of its rows, as ISO 8601, in order
    bool isThere() const { return !times.empty(); }
  };

  std::vector<std::pair<std::string, std::string>> keys;
  std::vector<Stage> stages;         // in the order of the correlation
  std::vector<std::string> results;  // its rows of this key, as JSON
};

// The keys in the order in which they were first seen, at most `most` of them; `events` is the text of a file of
// events. Rows of an absence that shares only some of the keys are shown with every key they agree with.
std::vector<Reached> reach(const ir::Plan& correlation, const std::string& events, engine::Context& context,
                           std::size_t most);

// A block for each key: the key, a line a stage, the results.
std::string print(const Reached& reached, std::size_t indent, bool colour);

}  // namespace quarry::driver
