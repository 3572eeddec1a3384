// Rules that ask for the fields of every log source in every way, made of what the maps say of them.
#pragma once

#include <string>
#include <vector>

namespace quarry::fuzz {

// A field is asked for in the first source that keeps it in its way (column, type and form on some platform), some
// fields a rule. Some rules are refused: not every field can be asked every way.
std::vector<std::string> rulesOfEverySource();

}  // namespace quarry::fuzz
