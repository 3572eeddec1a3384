// Conditions and values as expressions of `where` and `eval`.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "quarry/base/report.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/pred.h"
#include "target/spl/search.h"

namespace quarry::target::spl {

class Eval {
 public:
  // `hit` makes a column that tells whether an element of an array meets a condition, and names it.
  using Hit = std::function<std::string(const ir::Pred&)>;
  Eval(base::Report& report, const Names& names, Hit hit) : report_(report), names_(names), hit_(std::move(hit)) {}

  ir::FieldSet fields;
  std::map<std::string, std::string> objects;           // column of json(): the eval expression of its text
  std::function<std::string(const std::string&)> keep;  // makes a column of an expression, and names it
  std::function<bool(const ir::FieldRef&)> isPresent;   // proved by what came before
  std::string elementOf;                                // inside mvmap: the variable that holds the element as JSON

  // A comparison with null is null, which `where` drops as it does not(null): negation is pushed to the leaves, where
  // it says what a missing field means.
  std::string condition(const ir::Pred& pred, bool negated = false);
  std::string bracketed(const ir::Pred& pred, bool negated);
  std::string value(const ir::Val& value);
  std::string read(const ir::FieldRef& field) const;

 private:
  std::string test(const ir::Test& test, bool negated);
  std::string leaf(const ir::Test& test, const std::string& field);
  std::string matches(const ir::Test& test, const std::string& field);
  std::string call(const ir::Val& whole, const ir::Call& call);
  std::string timePart(const ir::Val& whole, const ir::Call& call);
  std::string fail(const base::Origin& origin, std::string message);

  base::Report& report_;
  const Names& names_;
  Hit hit_;
};

}  // namespace quarry::target::spl
