// What runs each operation: one row here and one small function. A family of functions is a file in functions/.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "engine/flat/call.h"
#include "engine/flat/row.h"
#include "quarry/engine/context.h"

namespace quarry::engine::flat {

class Compiler;

// A step at work: rows go in, what comes out goes to the stage it was made for.
struct Stage {
  std::function<void(Row&&)> push;
  std::function<void()> finish;
};
using StageMaker = std::function<Stage(Stage next)>;
using Pipeline = std::vector<StageMaker>;

// False: the row is dropped.
using RowFunction = std::function<bool(Row&)>;
// All rows at once, in their order; changes them in place.
using RowsFunction = std::function<void(Rows&)>;
// An aggregate at work on the rows of one group. What it amounts to may be asked for again, also after more rows.
struct Accumulator {
  std::function<void(const Row&)> add;
  std::function<Rows()> rows;
};
using AccumulatorMaker = std::function<Accumulator()>;

using Condition = std::function<bool(const Row&)>;
using Expression = std::function<Maybe(const Row&)>;
using NumberExpression = std::function<std::optional<double>(const Row&)>;

// Each reads the arguments once. A null function (an empty std::function) after an error was reported.
using RowFactory = RowFunction (*)(const Call&, Compiler&);
using RowsFactory = RowsFunction (*)(const Call&, Compiler&);
using AggregateFactory = AccumulatorMaker (*)(const Call&, Compiler&);
using StageFactory = StageMaker (*)(const Call&, Compiler&);

class Registry {
 public:
  using Factory = std::variant<RowFactory, RowsFactory, AggregateFactory, StageFactory>;

  void row(ir::Operation operation, RowFactory factory) { factories_[operation] = factory; }
  void rows(ir::Operation operation, RowsFactory factory) { factories_[operation] = factory; }
  void aggregate(ir::Operation operation, AggregateFactory factory) { factories_[operation] = factory; }
  void stage(ir::Operation operation, StageFactory factory) { factories_[operation] = factory; }

  const Factory* find(ir::Operation operation) const {
    const auto found = factories_.find(operation);
    return found == factories_.end() ? nullptr : &found->second;
  }

 private:
  std::map<ir::Operation, Factory> factories_;
};
const Registry& registry();

void addText(Registry&);
void addSubstrings(Registry&);
void addMath(Registry&);
void addConversions(Registry&);
void addFormat(Registry&);
void addTime(Registry&);
void addTimestamps(Registry&);
void addArrays(Registry&);
void addArrayFunctions(Registry&);
void addParsers(Registry&);
void addRecords(Registry&);
void addJson(Registry&);
void addXml(Registry&);
void addHashes(Registry&);
void addNetwork(Registry&);
void addOutside(Registry&);
void addFields(Registry&);
void addRegexes(Registry&);
void addStatistics(Registry&);
void addSelections(Registry&);
void addGroups(Registry&);
void addCharts(Registry&);
void addOrder(Registry&);
void addSequences(Registry&);
void addWindows(Registry&);
void addSessions(Registry&);
void addTables(Registry&);
void addJoins(Registry&);
void addCorrelate(Registry&);

}  // namespace quarry::engine::flat
