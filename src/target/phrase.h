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

// The end of the text or the name in quotes that begins at `at` in a condition of KQL or SPL; `at` + 1 if none does.
std::size_t afterQuoted(std::string_view condition, std::size_t at);
// Whether the bracket at the beginning closes at the end.
bool isBracketed(std::string_view text);
// Whether the operator (" or ") stands outside of brackets and quoted texts.
bool hasOperator(std::string_view condition, std::string_view op);
// Without the brackets that are around all of it.
std::string unbracketed(std::string text);

}  // namespace quarry::target
