// Rules that nobody wrote: every field of every log source, asked with what Sigma has, in turn.
#pragma once

#include <string>
#include <vector>

#include "quarry/engine/value.h"

namespace quarry::test {

struct Invented {
  std::string name;  // the log source, the fields and the forms
  std::string yaml;
  std::vector<std::string> fields;
  std::size_t family;  // by its place
};

// `rounds`: how many rules each field gets; each has another form. The same number makes the same rules.
std::vector<Invented> inventedRules(std::size_t rounds);

// Events with values that meet the forms, nearly meet them, or are of another type.
std::vector<engine::Value> eventsFor(const Invented& rule);

}  // namespace quarry::test
