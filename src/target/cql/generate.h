// A bound plan as a CQL query.
#pragma once

#include <functional>
#include <map>
#include <optional>
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
  // A sequence by `correlate()`, where it fits.
  void preferCorrelate() { correlate_ = true; }

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
  // Gives the rows of a part of the correlation what it needs of them.
  using Finish = std::function<void(Generator&, const Rows&, std::size_t part)>;
  Rows rows(const ir::Part& part, std::string_view separator);
  Rows columnsOf(const ir::Part& part, const ir::Step& last);
  std::vector<Rows> quietRows(const std::vector<const ir::Part*>& parts) const;
  std::vector<std::string> keyNames(const std::vector<std::string>& keys, const std::vector<Rows>& parts);
  void addColumns(const Rows& rows, const std::vector<std::pair<std::string, std::string>>& columns);
  bool clauses(const std::vector<const ir::Part*>& parts, const Finish& finish);
  void rowCap();
  std::string own(std::string_view name) const;
  std::string keyText(std::size_t key) const;
  void keyTexts(const std::vector<std::string>& columns, std::size_t from = 0);

  // threshold.cpp
  void correlation(const ir::Threshold& threshold);
  void collapsed(const ir::Threshold& threshold, const std::vector<std::string>& keys);
  void running(const ir::Threshold& threshold, const std::vector<std::string>& keys,
               const std::vector<std::string>& values);
  void stretches(const std::vector<std::string>& texts, const ir::Window& window);
  void runningSum(const ir::Threshold& threshold, const std::vector<std::string>& texts);
  void percentileInWindow(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                          const std::string& value);
  void tumbling(const ir::Threshold& threshold, const std::vector<std::string>& keys,
                const std::vector<std::string>& values);
  void holding(const ir::Threshold& threshold);
  void resultRows(const ir::Threshold& threshold, const std::vector<std::string>& keys);

  // correlate.cpp
  bool fitsCorrelate(const ir::Sequence& sequence);
  void constellations(const ir::Sequence& sequence);
  bool correlate_ = false;

  // stages.cpp
  void correlation(const ir::Sequence& sequence);
  std::string stageIs(std::size_t stage) const;
  void inSequence(const std::vector<std::string>& texts, const std::string& order, std::size_t descending,
                  const base::Origin& origin);
  void lastOfEachKey(const ir::Sequence& sequence, const std::vector<std::string>& texts, bool ascending);
  void carry(const std::string& when, const std::vector<std::pair<std::string, std::string>>& values);
  void everyTime(const ir::Sequence& sequence, const std::string& holds, const std::vector<std::string>& texts,
                 bool ascending);
  void keepValues(const std::vector<std::pair<std::string, std::string>>& values);
  void inOrder(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
               const std::vector<std::string>& kept);
  void together(const ir::Sequence& sequence, std::size_t keys, const std::vector<Carried>& carried,
                const std::vector<std::string>& kept);

  // chain.cpp. A correlation among the parts of another is worked out within the stream of the outer one's rows: its
  // own rows carry `own("part")`, the others pass by.
  struct Leaf {
    const ir::Part* part;
    const schema::Bound* bound;
    std::size_t outer;  // which part of the outer correlation
    std::size_t inner;  // and which of the chain's
    bool isChain;
  };
  struct Chain {
    std::size_t part = 0;       // which part of the outer correlation
    std::size_t firstLeaf = 0;  // the number of its first leaf; they follow each other
    const Finish* finish = nullptr;
  };
  static bool canChain(const schema::Bound& part);
  std::optional<std::vector<Leaf>> leaves(const std::vector<const ir::Part*>& parts);
  void enterChain(const Chain& chain);
  void addLeaf(Generator& leaf, const Rows& rows, std::size_t which);
  Query chained(const ir::Part& part);
  std::vector<std::string> texts(std::size_t keys) const;
  std::string passing() const;
  std::string drops() const;
  void tail(ir::Results results, const ir::Window& window, const Query& holds, const std::vector<std::string>& texts,
            const std::string& time, bool ascending);
  Query behindChain();

  static void keepAny(Generator& generator, const std::vector<Leaf>& leaves, bool sameSource);
  static bool exclusive(const std::vector<Leaf>& leaves);

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
  std::optional<Chain> chain_;  // if this is a correlation among the parts of another
  const ir::Part* chainPart_ = nullptr;
  std::vector<std::string> chainKeys_;
  Writer chainWriter_;
};

}  // namespace quarry::target::cql
