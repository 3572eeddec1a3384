// Plans to pipelines: every argument read, every pattern compiled, before the first row.
#pragma once

#include "engine/flat/run.h"
#include "quarry/base/report.h"
#include "quarry/ir/plan.h"

namespace quarry::engine::flat {

class Compiler {
 public:
  explicit Compiler(Run& run) : run_(run) {}

  Run& run() { return run_; }
  base::Report& report() { return run_.context.report; }

  // Steps over the rows at hand.
  Pipeline pipeline(const std::vector<ir::Step>& steps);
  Pipeline pipeline(const ir::Plan& plan) { return pipeline(plan.steps); }
  Expression value(const ir::Val& value);
  NumberExpression number(const ir::Val& value);
  Condition condition(const ir::Pred& pred);

  // Rows in, rows out, for steps that hold no aggregate: what a pipeline in an argument does to single rows.
  std::function<Rows(Row)> each(const ir::Plan& plan);
  // Whether a row gets through steps.
  Condition passes(const ir::Plan& plan);
  // The aggregate that a pipeline in an argument amounts to.
  AccumulatorMaker aggregate(const ir::Plan& plan);
  // Those of a `function` argument, as one: their rows combined, each with each. `count(as=_count)` if none is given.
  AccumulatorMaker aggregates(const Call& call, std::string_view parameter = "function");
  // A query of its own (join, defineTable): over the run's events or those of a view, in an interval of its own where
  // the call says one.
  std::function<Rows()> query(const ir::Plan& plan, const Call& call);

  // The time that an argument means: milliseconds, ISO 8601, `now`, or a length of time before now.
  std::optional<std::int64_t> time(const std::string& text) const;

  // Reports; what is returned stands for "nothing runs".
  std::nullptr_t refuse(const base::DiagnosticDef& def, const base::Origin& origin, std::string message);

 private:
  StageMaker step(const ir::Step& step);
  StageMaker apply(const ir::Apply& apply, const base::Origin& origin);
  Condition test(const ir::Test& test, const base::Origin& origin);
  void sees(const ir::FieldRef& field);

  Run& run_;
};

// Stages that are made of simpler functions.
StageMaker rowStage(RowFunction function);
StageMaker rowsStage(RowsFunction function);
StageMaker aggregateStage(AccumulatorMaker maker);
// An aggregate of what can only be said of all rows together: it keeps them.
Accumulator gathered(std::function<Rows(Rows&)> finish);
// The pipeline with the stage at its end.
Stage instantiate(const Pipeline& pipeline, Stage last);
Rows runOver(const Pipeline& pipeline, Rows rows);

// Rows of several results combined: each of one with each of the others; results without rows do not count.
Rows product(const std::vector<Rows>& results);

}  // namespace quarry::engine::flat
