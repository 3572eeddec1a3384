// Raises one plan: what the parts of the work share.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "quarry/cql/raise.h"
#include "quarry/ir/field_set.h"

namespace quarry::cql {

class Raising {
 public:
  Raising(const Vocabulary& vocabulary, base::Report& report) : vocabulary_(vocabulary), report_(report) {}

  std::vector<ir::Step> steps(const std::vector<ir::Step>& steps);

 private:
  // --- raise.cpp
  void step(const ir::Step& step);
  void emit(ir::Step step);
  void apply(const ir::Apply& apply, const base::Origin& origin);
  void extend(const ir::Extend& extend, const base::Origin& origin);
  void project(const std::vector<std::string>& fields, bool except, const base::Origin& origin);
  void branch(const ir::Branch& branch, const base::Origin& origin);
  void rename(const ir::Apply& apply, const base::Origin& origin);
  void fillIn(const ir::Apply& apply, const base::Origin& origin);

  // --- raise_rows.cpp: order and number of rows
  void sort(const ir::Apply& apply, const base::Origin& origin);
  void table(const ir::Apply& apply, const base::Origin& origin);
  void ends(const ir::Apply& apply, const base::Origin& origin);
  void order(const std::vector<std::string>& fields, const ir::Apply& apply, const base::Origin& origin);
  void limit(const ir::Apply& apply, const base::Origin& origin);

  // --- raise_groups.cpp
  void group(const ir::Apply& apply, const base::Origin& origin);
  void top(const ir::Apply& apply, const base::Origin& origin);
  void aggregate(const ir::Apply& apply, const base::Origin& origin);
  void keys(const std::vector<std::string>& fields, ir::Group& group, const base::Origin& origin);
  void measures(const ir::Argument* functions, ir::Group& group, const base::Origin& origin);
  void measure(const ir::Plan& plan, ir::Group& group, const base::Origin& origin);
  bool measure(const ir::Apply& apply, const ir::Pred* condition, ir::Group& group, const base::Origin& origin);

  // --- raise_values.cpp
  ir::Pred pred(const ir::Pred& pred);
  ir::Pred test(ir::Test test, const base::Origin& origin);
  ir::Pred condition(const ir::Apply& apply, const base::Origin& origin);
  ir::Val value(const ir::Val& value);
  ir::Val call(const ir::Call& call, const base::Origin& origin);
  ir::Val made(const ir::Apply& apply, const base::Origin& origin);
  ir::Val formatted(const ir::Apply& apply, const base::Origin& origin);
  ir::Val field(const std::string& name, const base::Origin& origin);
  ir::FieldRef resolve(const std::string& name, const base::Origin& origin);

  // Reports; what is returned stands for a value.
  ir::Val refuse(const base::Origin& origin, const std::string& what, std::string_view note = {});
  // The same of a function: fields that no rule knows may be made by it, and are not told about after it.
  ir::Val refuseFunction(const ir::Apply& apply, const base::Origin& origin);
  bool mayBeMade(const std::string& name) const { return anyMade_ || made_.contains(name); }

  const Vocabulary& vocabulary_;
  base::Report& report_;
  std::vector<ir::Step> out_;
  ir::FieldSet fields_ = ir::initialFields();
  std::map<std::string, std::string> names_;  // of the query → of columns, where a selection kept a rule's name
  std::set<std::string> unknown_;             // fields that have been refused
  std::set<std::string> made_;                // by regular expressions that have been refused
  bool anyMade_ = false;                      // a function that has been refused may have made any field
  bool ordered_ = false;                      // rows stand in an order that the query asked for
};

// ---- arguments ----

std::optional<std::string> wordOf(const ir::Val& value);
// A word, or each of a list, at any depth.
std::vector<std::string> words(const ir::Apply& apply, std::string_view argument);
std::string word(const ir::Apply& apply, std::string_view argument, const std::string& fallback = {});
bool flag(const ir::Apply& apply, std::string_view argument);

// A value as a column is to hold it: texts that are numbers, and nothing else, are numbers.
ir::Val assignable(ir::Val value);

}  // namespace quarry::cql
