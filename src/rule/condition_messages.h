// What is said of the text of a condition.
#pragma once

#include <string_view>

#include "quarry/base/report.h"
#include "quarry/base/source.h"

namespace quarry::rule {

// What can be told without a parser, and what a person should read when the parser stumbles.

// False if an error was reported: an aggregation, parentheses that do not match or are nested too deep, no text.
bool checkConditionText(base::FileId file, const base::Sources& sources, base::Report& report);

// A word of a condition, as the parser met it; empty where there is none.
struct Word {
  std::string_view text;
  base::Span span;
};
// What may stand where the parser stumbled.
struct Expected {
  bool operand = false;  // a selection
  bool target = false;   // a pattern or `them`
};
void reportUnexpected(const Word& before, const Word& found, const Word& next, Expected expected,
                      const base::Sources& sources, base::Report& report);
void reportKeywordCase(const Word& keyword, const base::Sources& sources, base::Report& report);

}  // namespace quarry::rule
