// A bound plan as a CQL query.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "quarry/ir/field_set.h"
#include "quarry/schema/bind.h"
#include "target/cql/conditions.h"
#include "target/writer.h"

namespace quarry::target::cql {

class Generator {
 public:
  Generator(const schema::Bound& bound, base::Report& report) : bound_(bound), report_(report), conditions_(report) {}

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
  void step(std::string_view text, const base::Origin& origin);
  void step(const Query& query);
  void restriction();
  // Reads through the names that columns really have: a group key that is a field keeps the platform's name.
  std::string name(const ir::FieldRef& field) const;
  ir::Val resolved(ir::Val value) const;
  ir::Pred resolved(ir::Pred pred) const;
  void assign(const std::string& column, const ir::Val& value, const base::Origin& origin);
  void caseColumns(const std::vector<const ir::Assignment*>& columns, const base::Origin& origin);
  // A field that holds the value: the field itself, or a helper column.
  std::string fieldFor(const ir::Val& value, const base::Origin& origin);
  std::string measure(const ir::Measure& measure);
  void formatTimes(const std::vector<ir::FieldRef>& columns);

  const schema::Bound& bound_;
  base::Report& report_;
  Conditions conditions_;
  Writer writer_;
  std::vector<ir::Step> steps_;
  std::size_t at_ = 0;
  ir::FieldSet fields_ = ir::initialFields();
  std::map<std::string, std::string> names_;  // column -> the name it has in the query
  std::set<std::string> helpers_;             // q_ columns alive
  base::Origin origin_;
};

}  // namespace quarry::target::cql
