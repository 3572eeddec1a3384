// Small phrases that every language shares.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/ir/pred.h"

namespace quarry::target {

std::string join(const std::vector<std::string>& parts, std::string_view separator);
// "<", "<=", ">" or ">=".
std::string_view orderSign(ir::Op op);
// Each line behind `mark`, with a line break: the comments of a language.
std::string lineComments(std::span<const std::string> lines, std::string_view mark);

// Whether the first bracket closes at the end. Brackets inside literals do not count.
bool isBracketed(std::string_view text);

// A plain decimal number that reads back as the same double: not every place of every language takes an exponent (the
// sign in `2e-08` is a minus in CQL).
std::string plainNumber(double value);

}  // namespace quarry::target
