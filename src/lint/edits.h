// What rules that change queries need: the edits that take a part away with what joins it to the rest, and what may be
// rewritten at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quarry/base/diagnostic.h"
#include "quarry/cql/view.h"

namespace quarry::lint {

// Takes a step out of its pipeline together with one pipe; a pipeline's only step becomes `*`, and so
// does one whose pipe is missing.
std::vector<base::Edit> withoutStep(const cql::Tree& tree, cql::NodeId step);
// Takes an operand out of an `and` or `or`, or a filter that is a whole step out of its pipeline. None if a comment
// would be lost or if it is neither.
std::optional<std::vector<base::Edit>> withoutFilter(const cql::Tree& tree, cql::NodeId filter);
// Takes an argument or an element of a list away, with its comma.
std::vector<base::Edit> withoutElement(const cql::Tree& tree, cql::NodeId element);

// Gives a call one more argument, behind those it has. A comma that stands behind the last stays where it is, so that
// another edit at the closing parenthesis finds what it saw.
base::Edit withArgument(const cql::Tree& tree, cql::NodeId call, const std::string& argument);

// A blank, or nothing: what must stand before (behind) what an edit puts at a place, so that it is not read as one word
// with its neighbour.
std::string blankBefore(const cql::Tree& tree, std::uint32_t begin);
std::string blankBehind(const cql::Tree& tree, std::uint32_t end);

// `before` and a regular expression between slashes in place of a part, with a blank behind it where what follows would
// be read as its flags. None if it is no well-formed expression, or has a line break.
std::optional<base::Edit> putRegex(const cql::Tree& tree, base::Span part, const std::string& before,
                                   const std::string& regex);

// True if a comment stands between the places: what holds one is not rewritten.
bool hasComment(const cql::Tree& tree, std::uint32_t begin, std::uint32_t end);

// The comparisons that a filter consists of: all terms of an `or` (an `and`) with one field and one operator, in or out
// of parentheses. Empty if it is something else.
std::vector<cql::Comparison> comparisonsOf(const cql::Tree& tree, cql::NodeId filter, cql::NodeKind joined,
                                           cql::TokenKind op);
// What they compare with, as elements of a list. None if a value is neither a word nor a text.
std::optional<std::string> listOf(const cql::Tree& tree, const std::vector<cql::Comparison>& comparisons);

}  // namespace quarry::lint
