// A bound plan as a CQL query.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "quarry/ir/field_set.h"
#include "quarry/schema/bind.h"
#include "target/correlation.h"
#include "target/cql/conditions.h"
#include "target/writer.h"

namespace quarry::target::cql {

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
  void step(std::string_view text, const base::Origin& origin);
  void step(const Query& query);
  void restriction(const ir::Pred& restriction);
  // The source and the steps; `whole`: and nothing behind them.
  void run(bool whole);
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

  // correlation.cpp. What the rows of a part hold, once its generator has written it.
  struct Column {
    ir::Val value;
    std::string field;  // if it is one; else empty
    bool isPresent = false;
  };
  struct Rows {
    std::map<std::string, Column> columns;
  };
  Rows rows(const ir::Part& part, std::string_view separator);
  std::vector<std::string> keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts);
  void addColumns(const Rows& rows, const std::vector<std::pair<std::string, std::string>>& columns);
  bool clauses(const std::vector<const ir::Part*>& parts,
               const std::function<void(Generator&, const Rows&, std::size_t)>& finish);
  void keepAny();
  bool exclusive() const;
  void rowCap();
  void keyTexts(const std::vector<std::string>& columns, std::size_t from = 0);
  void correlation(const ir::Threshold& threshold);
  void holding(const ir::Threshold& threshold);
  void collapsed(const ir::Threshold& threshold, const std::vector<std::string>& keys);
  void running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
               const std::vector<std::string>& values);
  void percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                          const std::string& value);
  void tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                const std::vector<std::string>& values);
  void correlation(const ir::Sequence& sequence);
  void inSequence(const std::vector<std::string>& texts, const std::string& order, std::size_t descending,
                  const base::Origin& origin);
  void lastOfEachKey(const ir::Sequence& sequence, const std::vector<std::string>& texts, bool ascending);
  void carry(const std::string& when, const std::vector<std::pair<std::string, std::string>>& values);
  void keepValues(const std::vector<std::pair<std::string, std::string>>& values);
  void inOrder(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
               const std::vector<std::string>& kept);
  void together(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
                const std::vector<std::string>& kept);

  const schema::Bound& bound_;
  base::Report& report_;
  Conditions conditions_;
  Writer writer_;
  std::string_view separator_ = "\n| ";
  bool bare_ = false;  // what pins the source stands elsewhere
  std::vector<ir::Step> steps_;
  std::size_t at_ = 0;
  ir::FieldSet fields_ = ir::initialFields();
  std::map<std::string, std::string> names_;  // column -> the name it has in the query
  std::set<std::string> helpers_;             // q_ columns alive
  base::Origin origin_;
};

}  // namespace quarry::target::cql
