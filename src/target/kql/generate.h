// A bound plan as a KQL query.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "quarry/schema/bind.h"
#include "target/correlation.h"
#include "target/kql/expressions.h"
#include "target/writer.h"

namespace quarry::target::kql {

// Parts on one line if they fit behind that much, else each on a line of its own.
std::string listed(const std::vector<std::string>& parts, std::size_t before);

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
  // In the order that is best asked in, or in that of the condition.
  void where(const ir::Pred& condition, bool asWritten = false);
  void computed();
  bool readsComputed(const ir::Pred& pred) const;
  std::string columnName(const std::string& column) const;
  // A boolean column that tells whether some (or every) element of an array meets a condition.
  std::string hit(const ir::Pred& pred);
  std::string countOfElements(ir::Test test, const base::Origin& origin, std::vector<std::string>& body, bool& negate);
  // The variable that holds a list kept outside.
  std::string declared(const ir::Listed& list, Expressions::Entries entries);
  std::string arrayOf(const ir::FieldRef& field) const;
  // A column that holds a value: the field's own, or one made for it.
  std::string columnFor(const ir::Val& value, const std::string& wanted);
  std::string measure(const ir::Measure& measure);
  void sessions(const ir::Group& group, const std::vector<std::string>& keys);
  void dropHelpers();

  void begin();

  // correlation.cpp. What a part gives: its query, the queries it names, and how its columns read behind it.
  struct Column {
    std::string text;
    ir::Type type;
  };
  struct Rows {
    Query lets, query;
    std::string time;
    std::map<std::string, Column> columns;
  };
  Rows rows(const ir::Part& part);  // of the generator of that part
  std::vector<Rows> partRows(const std::vector<const ir::Part*>& parts);
  std::vector<std::string> keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts);
  static std::string projection(const Rows& rows, const std::string& time,
                                const std::vector<std::pair<std::string, std::string>>& columns,
                                const std::vector<std::string>& more);
  std::string letName(const std::string& wanted);
  std::string let(const std::string& wanted, const Query& query, const std::string& projected,
                  const base::Origin& origin);
  void correlation(const ir::Threshold& threshold);
  void running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
               const std::vector<std::string>& values, const std::string& time, const std::string& result,
               const std::string& condition);
  void percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys, const std::string& time,
                          const std::string& condition);
  void moments(ir::Results results, const ir::Window& window, const std::vector<std::string>& keys,
               const std::string& time, const std::string& condition, const base::Origin& origin);
  void collapsed(const std::vector<std::string>& keys, const std::string& at, const std::string& time,
                 const std::string& result);
  void tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                const std::vector<std::string>& values, const std::string& time, const std::string& result,
                const std::string& condition);
  void correlation(const ir::Sequence& sequence);
  std::vector<std::string> inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                                   const std::vector<Carried>& carried, const std::vector<std::string>& kept,
                                   const std::string& time);
  void together(const ir::Sequence& sequence, const std::vector<std::string>& keys, const std::vector<Carried>& carried,
                const std::vector<std::string>& kept, const std::string& time);
  void withoutAny(const ir::Sequence& sequence, std::size_t which, const std::string& absent,
                  const std::vector<std::string>& keys, const std::vector<std::string>& kept, const std::string& time);

  const schema::Bound& bound_;
  base::Report& report_;
  Expressions expressions_;
  Writer lets_;  // queries with names, before the query itself
  std::shared_ptr<std::set<std::string>> letNames_ = std::make_shared<std::set<std::string>>();
  Writer writer_;
  std::vector<std::string>* subquery_ = nullptr;  // the steps of the mv-apply that is being made
  std::vector<ir::Step> steps_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> names_;
  std::set<std::string> helpers_;
  std::map<std::string, std::string> declarations_;  // `let` statements by name
  base::Origin origin_;
  int made_ = 0;
};

}  // namespace quarry::target::kql
