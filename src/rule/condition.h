// A condition as a tree, and its parser behind an interface that knows nothing of ANTLR.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/report.h"
#include "quarry/base/source.h"

namespace quarry::rule {

struct Condition;

struct Named {
  std::string name;
};
struct Quantified {  // `1 of filter_*`, `all of them`
  bool all = false;
  std::string pattern;  // empty: them
  base::Span patternSpan;
};
struct Negation {
  base::Box<Condition> of;
};
struct Conjunction {
  std::vector<Condition> of;
};
struct Disjunction {
  std::vector<Condition> of;
};
struct Condition {
  std::variant<Named, Quantified, Negation, Conjunction, Disjunction> node;
  base::Span span;
};

// Parses the text of a source that holds nothing but a condition. None if an error was reported.
std::optional<Condition> parseCondition(base::FileId file, const base::Sources& sources, base::Report& report);

// condition_messages.cpp: what can be told without a parser, and what a person should read when the parser stumbles.

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
