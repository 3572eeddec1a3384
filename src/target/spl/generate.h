// A bound plan as an SPL search.
#pragma once

#include <map>
#include <optional>
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

  // filters.cpp
  struct FirstTerm {
    const ir::Pred* part;
    std::string text;
    bool decides = false;  // otherwise it lets more through, and `where` decides
  };
  // In order; the parts that only `where` can decide are added to `rest`.
  std::vector<FirstTerm> firstTerms(const ir::Pred& filter, std::set<std::string>& written,
                                    std::vector<const ir::Pred*>& rest) const;
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
  Rows columnsOf(const ir::Part& part, const ir::Step& last);
  // What a part's rows bring to the correlation.
  struct Feed {
    std::vector<std::pair<std::string, std::string>> assigned;
    std::vector<std::string> guards;
    std::vector<std::string> fields;  // all that is kept; empty: everything
  };
  static Feed feed(const Rows& rows, const std::vector<std::pair<std::string, std::string>>& columns,
                   std::vector<std::pair<std::string, std::string>> more);
  static std::vector<std::string> stepsOf(const Feed& feed);
  bool multisearch(const std::vector<const ir::Part*>& parts, const std::vector<Rows>& all,
                   const std::vector<Feed>& feeds);

  // threshold.cpp
  void correlation(const ir::Threshold& threshold);
  void running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
               const std::vector<std::string>& values, const std::string& condition);
  void beginnings(const ir::Window& window, const std::vector<std::string>& keys);
  void resultRows(const ir::Threshold& threshold, const std::vector<std::string>& keys, const std::string& condition);
  void percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                          const std::string& condition);
  void collapsed(const ir::Threshold& threshold, const std::vector<std::string>& keys);
  void tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                const std::vector<std::string>& values, const std::string& condition);

  // stages.cpp
  void correlation(const ir::Sequence& sequence);
  void inOrder(const ir::Sequence& sequence, const std::vector<std::string>& keys, const std::vector<Carried>& carried,
               const std::vector<std::string>& kept);
  void together(const ir::Sequence& sequence, const std::vector<std::string>& keys, const std::vector<Carried>& carried,
                const std::vector<std::string>& kept);
  void runningStages(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                     const std::vector<Carried>& carried);
  void runningTogether(const ir::Sequence& sequence, const std::vector<std::string>& keys,
                       const std::vector<Carried>& carried);
  std::string holds(const ir::Sequence& sequence) const;
  std::string completes(const ir::Sequence& sequence) const;
  std::string firstTime(const ir::Sequence& sequence) const;
  std::string firstOfWindow(const ir::Sequence& sequence) const;
  std::vector<std::string> keptInOrder(const ir::Sequence& sequence, const std::vector<Carried>& carried) const;
  std::vector<std::string> keptTogether(const ir::Sequence& sequence, const std::vector<Carried>& carried) const;

  // chain.cpp. A correlation among the parts of another; `chain_` says which part it is.
  static bool canChain(const schema::Bound& part);
  std::string own(std::string_view name) const;
  std::string passing() const;
  std::vector<std::string> allKeys(const std::vector<std::string>& keys) const;
  void enterChain(std::size_t part);
  Rows chainRows(const ir::Part& part);
  Feed leafFeed(const Rows& rows, std::size_t which) const;
  void holdPlaces(Feed& feed) const;
  void chainedSum(const ir::Threshold& threshold);
  void everyTime(const std::string& condition, ir::Results results, const ir::Window& window, bool ascending);
  Query chained(const Feed& feed);

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
  std::optional<std::size_t> chain_;
  std::vector<std::string> chainKeys_, chainValues_;  // their columns in the stream
};

}  // namespace quarry::target::spl
