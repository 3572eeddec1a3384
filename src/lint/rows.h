// What steps do to the rows: which they cut off, gather and order, and where a field ends.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint::rows {

// True for `sort`, `table`, `head` and `tail`, which keep a number of rows.
bool cuts(const Step& step);
// True for those of them that no argument gives a number.
bool cutsByDefault(const Step& step);
// True for a `table` that is not told by what to order where its own choice, `@timestamp`, is gone.
bool ordersByLostTime(const Context& context, const Step& step);
// True for aggregates that make new rows out of all they see: `groupBy`, `count`, `top` and so on.
bool gathers(const Step& step);
// True if which rows there are behind the step is no longer what a cut by default in front of it left: the step cuts as
// it was told (`head(20)`), makes rows of its own, or nobody knows what it does.
bool endsCut(const Step& step);
// True for other steps after which the rows are others than before.
bool reorders(const Step& step);
// True if an aggregate's result depends on the order of the rows: it collects them or takes the first or last.
bool keepsOrder(const Context& context, const Step& step);

// The call that makes a field; null if it is none of the catalogue's.
const cql::BoundCall* makerOf(const Context& context, const cql::Definition& made);
// True for aggregates that compute a value of their own, rather than keep rows: `count`, `sum`, `max`, `collect`, ….
bool computes(const cql::BoundCall* call);

// Where fields end, each found without looking at all others.
class Ends {
 public:
  explicit Ends(const Context& context);

  // The definition that replaces one that nothing reads; none if none does.
  std::optional<cql::DefinitionId> overwrittenBy(cql::DefinitionId id) const;
  // The step behind which a field that was there is no more; kNoNode if it is there to the end.
  NodeId droppedBy(cql::DefinitionId id) const;

 private:
  // Definitions of one name in one pipeline.
  using Key = std::tuple<cql::NameId, cql::StepId, NodeId>;
  Key keyOf(const cql::Definition& made) const;

  const Context& context_;
  std::map<Key, std::vector<cql::DefinitionId>> made_;  // in order
  std::vector<cql::StepId> steps_;                      // those of the query itself, in order
};

// The name of the step's function, or its first word.
base::Span wordOf(const Tree& tree, NodeId step);
// What separates a step from the next as its query is written: " | " or a pipe on a new line.
std::string separator(const Tree& tree, NodeId step);

}  // namespace quarry::lint::rows
