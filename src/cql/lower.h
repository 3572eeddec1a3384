// Lowers one tree: what the parts of the work share.
#pragma once

#include <string>
#include <vector>

#include "quarry/cql/bind.h"
#include "quarry/cql/lower.h"
#include "quarry/cql/view.h"

namespace quarry::cql {

// Where in a query a step stands: what may stand there depends on it.
struct Place {
  bool aggregated = false;                     // behind an aggregate: free text is gone, sequences may follow
  bool sourced = false;                        // behind createEvents() or readFile()
  bool arm = false;                            // in case or match: each row by itself
  bool argument = false;                       // in an argument of a function
  bool chart = false;                          // in the function of timeChart() or bucket()
  bool first = true;                           // nothing but preamble before
  std::vector<ir::Argument>* links = nullptr;  // where `a <=> B.c` goes; null outside correlate()
  bool* emits = nullptr;
};

class Lowering {
 public:
  Lowering(const Tree& tree, const LowerOptions& options, base::Report& report)
      : tree_(tree), options_(options), report_(report), saved_(&own_) {}
  // A saved query, called from another.
  Lowering(const Tree& tree, const LowerOptions& options, const Lowering& from)
      : tree_(tree), options_(options), report_(from.report_), depth_(from.depth_ + 1), saved_(from.saved_) {}
  Lowering(const Lowering&) = delete;
  Lowering& operator=(const Lowering&) = delete;

  std::vector<ir::Step> pipeline(NodeId pipeline, Place& place);
  ir::Plan plan(NodeId pipeline, ir::Source source, Place place);

 private:
  using Steps = std::vector<ir::Step>;

  // --- steps (lower_steps.cpp)
  void step(NodeId step, Steps& out, Place& place);
  void filterStep(NodeId filter, Steps& out, Place& place);
  void assignStep(NodeId step, Steps& out, Place& place);
  void caseStep(NodeId step, Steps& out, Place& place);
  void matchStep(NodeId step, Steps& out, Place& place);
  void guardStep(NodeId field, NodeId guard, Steps& out, Place& place);
  void arm(NodeId pipeline, Steps steps, std::vector<Steps>& arms, const Place& place);
  void linkStep(NodeId step, Place& place);
  void savedCall(NodeId call, Steps& out, Place& place);
  void capture(const std::string& field, std::uint32_t regexToken, bool negated, NodeId at, Steps& out, Place& place);

  // --- filters (lower_filter.cpp)
  ir::Pred pred(NodeId filter, const Place& place);
  ir::Pred comparison(NodeId node);
  ir::Pred freeText(NodeId node, const Place& place);
  ir::Pred callPred(NodeId call, const Place& place);
  ir::Regex regex(std::uint32_t token);
  ir::Pred matches(const ir::FieldRef& field, ir::Operand operand, const base::Origin& origin) const;

  // --- calls (lower_call.cpp)
  void callStep(NodeId call, bool negated, Steps& out, Place& place);
  // The arguments by parameter, defaults included; false if an error was reported.
  bool arguments(const BoundCall& call, ir::Apply& apply, const Place& place);
  bool mayStandHere(const BoundCall& call, const Place& place);
  std::optional<ir::Argument> argument(const BoundCall& call, const Parameter& parameter, NodeId value,
                                       const Place& place);
  ir::Argument words(const Parameter& parameter, NodeId value);
  std::optional<ir::Argument> functions(const BoundCall& call, const Parameter& parameter, NodeId value,
                                        const Place& place);
  std::shared_ptr<const ir::Plan> functionPlan(const BoundCall& call, const Parameter& parameter, NodeId value,
                                               const Place& place);
  void checkWords(const BoundCall& call, const Parameter& parameter, NodeId value);
  std::optional<ir::Argument> correlated(NodeId argument, const Place& place);

  // --- functions that are nodes of the plan themselves (lower_special.cpp)
  bool special(const BoundCall& call, bool negated, Steps& out, Place& place);
  std::optional<ir::Pred> specialPred(const BoundCall& call, const Place& place);
  ir::Pred in(const BoundCall& call);
  ir::Pred cidr(const BoundCall& call);
  ir::Pred wildcard(const BoundCall& call);
  ir::Pred regexPred(const BoundCall& call);
  void eval(const BoundCall& call, Steps& out);
  void project(const BoundCall& call, bool except, Steps& out);
  std::string wordOr(const BoundCall& call, std::string_view parameter, std::string fallback);
  bool flag(const BoundCall& call, std::string_view parameter);

  // --- expressions (lower_expression.cpp)
  ir::Val expression(NodeId node);
  ir::Val callValue(NodeId call);

  // --- words
  // The text of a word, string, number or parameter, also with a sign before it; none for anything else.
  std::optional<std::string> word(NodeId node);
  std::string parameterValue(std::uint32_t token);
  std::vector<std::string> list(NodeId node);
  base::Origin origin(NodeId node) const { return base::Origin(tree_.span(node)); }
  base::Diagnostic& error(const base::DiagnosticDef& def, NodeId at, std::string message) {
    return report_.add(def, tree_.span(at), std::move(message));
  }

  const Tree& tree_;
  const LowerOptions& options_;
  base::Report& report_;
  std::size_t depth_ = 0;  // of saved queries in one another
  std::size_t own_ = 0;
  std::size_t* saved_;  // calls of saved queries so far, also in one another
};

ir::FieldRef fieldRef(std::string name);
ir::Val literalText(std::string text, const base::Origin& origin);
// An argument of an operation that is a plain word.
ir::Argument textArgument(std::string name, std::string value, const base::Origin& origin = {});

// What a pattern means on the engine that its flags choose: an inline flag at its head covers only the first
// alternative on the older one (Regular Expression Engines).
std::string settledInlineFlags(std::string pattern, bool newerEngine);

}  // namespace quarry::cql
