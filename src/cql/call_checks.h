// The checks of one call, by what they look at. Each adds its findings to the report.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "quarry/base/report.h"
#include "quarry/cql/bind.h"
#include "quarry/cql/check.h"

namespace quarry::cql {

struct CallCheck {
  const Tree& tree;
  const BoundCall& call;
  base::Report& report;

  const Function& function() const { return *call.function; }
  base::Span nameSpan() const { return tree.tokenSpan(call.name); }
};

// A call that is not in the catalogue.
void checkUnknownFunction(const Tree& tree, const BoundCall& call, base::Report& report);
// Functions and parameters that are not to be used any more.
void checkDeprecated(const CallCheck& check);
// Parameters that do not exist, are given twice or not at all, or without a name.
void checkArguments(const CallCheck& check);
// Of those, all that have no name.
void checkUnnamedArguments(const CallCheck& check);
// What is given for a parameter: type, words, bounds.
void checkValues(const CallCheck& check);
// Aggregates where none may be, and the other way round.
void checkFunctionArguments(const CallCheck& check);
// Aggregates inside expressions.
void checkExpressions(const Tree& tree, base::Report& report);
// Functions that have their place among the steps.
void checkPlacement(const Tree& tree, base::Report& report);

// An argument of a function that takes more than its parameters: `eval(a=b)`, `correlate(A: {…})`.
bool isFree(const CallCheck& check, const BoundArgument& a);
// In any case.
bool isAmong(std::string_view word, std::span<const std::string_view> words);
// "5m", "1 hour", "90s": a number and a unit, or several of those. A bare number as well.
bool isDuration(std::string_view text);
// True if the words are the same but for case, or one letter more, less, changed or swapped makes them so.
bool oneEditApart(std::string_view a, std::string_view b);
// The node's text, shortened for a message.
std::string shortText(const Tree& tree, NodeId node);

}  // namespace quarry::cql
