// Regular expressions that are texts in disguise.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lint/index.h"

namespace quarry::lint {

// The comparison whose value the expression is.
std::optional<cql::Comparison> comparisonOf(const cql::Tree& tree, const RegexUse& use);
// The one text that `^…$` is true of.
std::optional<std::string> wholeText(const base::RegexTree& tree);
// The texts that `^(a|b)$` or `^a$|^b$` is true of; empty if it is something else.
std::vector<std::string> wholeTexts(const base::RegexTree& tree);

}  // namespace quarry::lint
