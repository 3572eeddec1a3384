// One rule's share in a correlation.
#pragma once

#include "quarry/ir/field_set.h"
#include "quarry/rule/read.h"

namespace quarry::rule {

// What the lowering of a correlation hands down to its parts.
struct CorrelationScope {
  const Correlation& correlation;
  const FindDocument& find;
  base::Sources& sources;
  base::Report& report;
  const Environment& environment;
};

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
