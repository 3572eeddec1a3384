// What a query's filters ask of one field, and how two such conditions go together.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quarry/cql/flow.h"
#include "quarry/cql/tree.h"

namespace quarry::lint {

class Index;

// A condition on the value of one field.
struct Condition {
  enum class Kind { patterns, regex, range };

  cql::NodeId node = cql::kNoNode;  // the filter that says it, with `not` and parentheses around it
  std::string field;
  cql::DefinitionId definition = cql::kEvent;  // two conditions on one field are about one value if this is the same
  Kind kind = Kind::patterns;
  bool negated = false;
  std::vector<std::string> patterns;  // the whole value is one of them; `*` stands for any text
  std::string regex;                  // with slashes and flags
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool lowIncluded = true, highIncluded = true;

  bool isPresence() const { return kind == Kind::patterns && !negated && patterns.size() == 1 && patterns[0] == "*"; }
};

// A condition on one field: a comparison, `in(field, …)`, or alternatives of those that all ask the same field.
std::optional<Condition> asCondition(const cql::Tree& tree, const Index& index, cql::NodeId filter);

// True if no value can fulfil both.
bool excludeEachOther(const Condition& a, const Condition& b);
// True if every value that fulfils `a` (that there is no value included) fulfils `b` as well.
bool implies(const Condition& a, const Condition& b);
// True if a pattern of a filter matches a text: the whole of it, with regard to case.
bool matchesPattern(std::string_view pattern, std::string_view text);

// The operands of `and` or `or`, through parentheses; the filter itself if it is neither.
std::vector<cql::NodeId> operands(const cql::Tree& tree, cql::NodeId filter, cql::NodeKind kind);
// The filter without parentheses around it.
cql::NodeId bare(const cql::Tree& tree, cql::NodeId filter);

struct Conditions {
  // Lists of conditions on one value, each of two or more.
  // These hold for one row at once: what steps in a row and the operands of `and` ask.
  std::vector<std::vector<Condition>> all;
  // These are alternatives: the operands of one `or`.
  std::vector<std::vector<Condition>> any;
};

Conditions conditionsOf(const cql::Tree& tree, const Index& index);

}  // namespace quarry::lint
