// A bound plan as an SPL search.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "quarry/schema/bind.h"
#include "target/correlation.h"
#include "target/spl/eval.h"
#include "target/writer.h"

namespace quarry::target::spl {

class Generator final : private Names {
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
  std::string of(const ir::FieldRef& field) const override;
  void stage(std::string_view text, const base::Origin& origin);
  // The first line: what pins the source, and all terms that `search` can say.
  void firstSearch(const ir::Pred* filter);
  void remaining(const std::vector<const ir::Pred*>& parts);
  std::string hit(const ir::Pred& pred);
  std::string listed(const ir::Test& test, const base::Origin& origin);
  // A column for an expression that is asked for several times.
  std::string keep(const std::string& expression);
  std::string fieldFor(const ir::Val& value, const std::string& wanted);
  std::string measure(const ir::Measure& measure);
  void sessions(const ir::Group& group, const std::vector<std::string>& keys);
  // A name that Splunk does not use itself, until the last step.
  std::string safeName(const std::string& column);

  void begin();

  // correlation.cpp. What a part gives: its search, and how its columns read behind it.
  struct Column {
    std::string text;   // in eval
    std::string field;  // if it is one; else empty
    bool isPresent = false;
  };
  struct Rows {
    Query query;
    std::string time;
    std::map<std::string, Column> columns;
  };
  Rows rows(const ir::Part& part);  // of the generator of that part
  std::vector<Rows> partRows(const std::vector<const ir::Part*>& parts);
  std::vector<std::string> keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts);
  static std::vector<std::string> columnSteps(const Rows& rows,
                                              const std::vector<std::pair<std::string, std::string>>& columns,
                                              const std::vector<std::string>& more);
  bool multisearch(const std::vector<const ir::Part*>& parts, const std::vector<Rows>& all,
                   const std::vector<std::vector<std::string>>& steps);
  void correlation(const ir::Threshold& threshold);
  void running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
               const std::vector<std::string>& values, const std::string& condition);
  void percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                          const std::string& condition);
  void collapsed(const ir::Threshold& threshold, const std::vector<std::string>& keys);
  void tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                const std::vector<std::string>& values, const std::string& condition);
  void correlation(const ir::Sequence& sequence);
  void inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys, const std::vector<Carried>& carried,
               const std::vector<std::string>& kept);
  void together(const ir::Sequence& sequence, const std::vector<std::string>& keys, const std::vector<Carried>& carried,
                const std::vector<std::string>& kept);

  const schema::Bound& bound_;
  base::Report& report_;
  Eval eval_;
  Writer writer_;
  std::vector<ir::Step> steps_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> names_;
  std::set<std::string> helpers_;
  base::Origin origin_;
  int made_ = 0;
};

}  // namespace quarry::target::spl
