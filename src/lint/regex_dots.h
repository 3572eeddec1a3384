// Dots of a regular expression that stand for themselves by all appearance, and match any character.
#pragma once

#include <vector>

#include "quarry/base/regex.h"

namespace quarry::lint {

// Unescaped dots of addresses (10.0.0.1, \d+.\d+.\d+), of domains (evil.com) and of file names (cmd.exe), in order.
std::vector<base::RegexId> bareDots(const base::RegexTree& tree);

}  // namespace quarry::lint
