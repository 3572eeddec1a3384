// One rule's share in a correlation.
#pragma once

#include <optional>
#include <vector>

#include "quarry/ir/field_set.h"
#include "quarry/rule/read.h"

namespace quarry::rule {

// The correlations that stand round the one at hand.
struct Nesting {
  std::vector<const Correlation*> round;
  std::optional<std::size_t> circle = {};  // where in `round` a circle begins that was found; linking has reported it
};

// What a correlation shares with those that it builds on.
struct Surroundings {
  const Environment& environment;
  Nesting& nesting;

  operator const Environment&() const { return environment; }  // NOLINT(google-explicit-constructor): mostly it is that
};

// What the lowering of a correlation hands down to its parts.
struct CorrelationScope {
  const Correlation& correlation;
  const FindDocument& find;
  base::Sources& sources;
  base::Report& report;
  Surroundings environment;
};

// correlation_size.cpp: whether a correlation builds on no more than its limits allow; if not, that is reported.
bool fitsLimits(const Correlation& correlation, const FindDocument& find, base::Report& report);

// lower_correlation.cpp: the plan of a correlation that others may build on.
std::optional<ir::Plan> lower(const Correlation& correlation, const FindDocument& find, base::Sources& sources,
                              base::Report& report, const Surroundings& surroundings);

// The plan of a rule, and what its rows hold.
struct Gathered {
  ir::Part part;
  ir::FieldSet fields;
  std::vector<ir::Assignment> columns;  // for the last step of the plan: finish() puts it there
  const Rule* rule = nullptr;           // null: a correlation
};

// None if an error was reported.
std::optional<Gathered> gather(const Text& rule, const CorrelationScope& scope);
// A field of the rule's rows as a column of the part. False if the rows do not have it, which is reported at `at`.
bool addColumn(Gathered& gathered, const std::string& column, const std::string& field, base::Span at,
               const CorrelationScope& scope);
// The part, complete.
ir::Part finish(Gathered gathered);

}  // namespace quarry::rule
