// Conditions as pipeline steps. A pipe is an and, a `case` whose clauses only filter is an or over arbitrary steps:
// with both, and negation pushed inwards, every condition can be said although calls cannot stand beside and, or, not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quarry/base/report.h"
#include "quarry/ir/pred.h"
#include "target/cql/tests.h"
#include "target/writer.h"

namespace quarry::target::cql {

class Conditions {
 public:
  explicit Conditions(base::Report& report) : report_(report) {}

  // The steps that let exactly the rows through that meet the condition.
  std::vector<Query> steps(const ir::Pred& pred, const Names& names = {});
  // One line: the steps joined by pipes.
  Query inlineSteps(const ir::Pred& pred, const Names& names = {});
  // Helper columns that the steps made and that have to go again.
  std::vector<std::string> takeHelpers() { return std::move(helpers_); }

 private:
  std::string plain(const ir::Pred& pred, const Names& names, bool nested);
  std::vector<Query> complement(const ir::Pred& pred, const Names& names);
  Query orStep(const std::vector<ir::Pred>& arms, const Names& names, const base::Origin& origin);
  std::vector<Query> testSteps(const ir::Test& test, const base::Origin& origin, bool negated, const Names& names);
  std::string arrayCall(const std::string& path, const ir::Test& test, const base::Origin& origin, const Names& names,
                        bool failing = false);
  std::vector<Query> sameAs(const ir::Test& test, const base::Origin& origin, bool negated, const Names& names);
  std::string listed(const ir::Test& test, const std::string& path);
  std::optional<std::vector<Query>> partOfTime(const ir::Val& value, const base::Origin& origin, bool negated);
  Query step(std::string_view text, const base::Origin& origin);

  base::Report& report_;
  std::vector<std::string> helpers_;
  int elements_ = 0;
};

}  // namespace quarry::target::cql
