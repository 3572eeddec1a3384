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

// Whether the first bracket closes at the end. Brackets inside texts are of no matter: the sooner end is the safe
// answer.
bool isBracketed(const std::string& text);

}  // namespace quarry::target
