// A bound plan as a KQL query.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "quarry/schema/bind.h"
#include "target/kql/expressions.h"
#include "target/writer.h"

namespace quarry::target::kql {

class Generator {
 public:
  Generator(const schema::Bound& bound, base::Report& report);

  Query run();

  void operator()(const ir::Filter& filter);
  void operator()(const ir::Extend& extend);
  void operator()(const ir::Expand& expand);
  void operator()(const ir::Branch& branch);
  void operator()(const ir::Group& group);
  void operator()(const ir::Project& project);
  void operator()(const ir::Sort& sort);
  void operator()(const ir::Limit& limit);
  void operator()(const ir::Apply& apply);

 private:
  void stage(std::string_view text, const base::Origin& origin);
  std::string laidOut(const ir::Pred& condition);
  void where(const ir::Pred& condition);
  void computed();
  std::string columnName(const std::string& column) const;
  // A boolean column that tells whether some (or every) element of an array meets a condition.
  std::string hit(const ir::Pred& pred);
  std::string arrayOf(const ir::FieldRef& field) const;
  // A column that holds a value: the field's own, or one made for it.
  std::string columnFor(const ir::Val& value, const std::string& wanted);
  std::string measure(const ir::Measure& measure);
  void sessions(const ir::Group& group, const std::vector<std::string>& keys);
  void dropHelpers();

  const schema::Bound& bound_;
  base::Report& report_;
  Expressions expressions_;
  Writer writer_;
  std::vector<ir::Step> steps_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> names_;
  std::set<std::string> helpers_;
  base::Origin origin_;
  int made_ = 0;
};

}  // namespace quarry::target::kql
