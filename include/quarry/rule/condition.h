// A condition as a tree.
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

// True if a pattern such as `filter_*` names the selection; an empty pattern is `them`. Names that begin with an
// underscore are left out of patterns, by the specification.
bool names(const Quantified& quantified, std::string_view selection);

// Parses the text of a source that holds nothing but a condition. None if an error was reported.
std::optional<Condition> parseCondition(base::FileId file, const base::Sources& sources, base::Report& report);

}  // namespace quarry::rule
