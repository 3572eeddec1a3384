// Functions that have their place among the steps of a query.
#include <fmt/format.h>

#include "cql/call_checks.h"
#include "quarry/base/codes/cql_call.h"

namespace quarry::cql {
namespace {

// What a pipeline has done before a step.
struct Before {
  NodeId aggregate = kNoNode;  // the step that aggregated first
  NodeId generator = kNoNode;
  NodeId step = kNoNode;  // the first one that belongs to no preamble
  bool unknown = false;   // a saved query or a function not in the catalogue may have aggregated
};

class StepPlaces {
 public:
  StepPlaces(const Tree& tree, base::Report& report) : tree_(tree), report_(report) {}

  void pipeline(NodeId pipeline, bool main) {
    Before before;
    for (NodeId step : children(tree_, pipeline)) {
      const auto call = stepCall(tree_, step);
      const auto bound = call ? bindCall(tree_, call->node) : std::nullopt;
      const Function* function = bound ? bound->function : nullptr;
      if (function != nullptr) check(*bound, before, main);
      if (before.aggregate != kNoNode) freeText(step, before.aggregate);
      const bool preamble = function != nullptr && function->placement == Placement::preamble;
      if (before.step == kNoNode && !preamble) before.step = step;
      if (kindOf(tree_, step) == NodeKind::statsStep ||
          (function != nullptr && function->kind == FunctionKind::aggregate)) {
        if (before.aggregate == kNoNode) before.aggregate = step;
      } else if (function != nullptr && function->kind == FunctionKind::generator) {
        if (before.generator == kNoNode) before.generator = step;
      } else if (bound && function == nullptr) {
        before.unknown = true;
      } else if (kindOf(tree_, step) == NodeKind::caseStep || kindOf(tree_, step) == NodeKind::matchStep ||
                 kindOf(tree_, step) == NodeKind::error) {
        before.unknown = before.unknown || kindOf(tree_, step) == NodeKind::error;
      }
    }
  }

 private:
  base::Diagnostic& misplaced(const BoundCall& call, const std::string& why) {
    return report_.add(codes::cqlMisplaced, tree_.tokenSpan(call.name),
                       fmt::format("`{}` {}", call.function->name, why));
  }

  // Stars alone let everything through and need no search.
  void freeText(NodeId step, NodeId aggregate) {
    if (kindOf(tree_, step) != NodeKind::filterStep) return;
    bool said = false;
    walk(tree_, step, [&](NodeId id) {
      if (said) return false;
      if (kindOf(tree_, id) == NodeKind::call || kindOf(tree_, id) == NodeKind::savedCall) return false;
      if (kindOf(tree_, id) != NodeKind::freeText ||
          tree_.nodeText(id).find_first_not_of('*') == std::string_view::npos)
        return true;
      said = true;
      report_
          .add(codes::cqlTextAfterAggregate, tree_.span(id),
               fmt::format("`{}` is searched for in whole events, and there are none after an aggregate",
                           shortText(tree_, id)))
          .label(tree_.span(aggregate), "aggregated here")
          .note("compare a field that the aggregate leaves: `field=\"*text*\"`");
      return true;
    });
  }

  void check(const BoundCall& call, const Before& before, bool main) {
    switch (call.function->placement) {
      case Placement::anywhere:
        break;
      case Placement::afterAggregate:
        if (before.aggregate != kNoNode || before.unknown || !main) break;
        misplaced(call, "needs an aggregate before it, such as `sort`, `head` or `groupBy`")
            .note("it works on rows in an order, and events have none until an aggregate puts them into one");
        break;
      case Placement::beforeAggregate:
        if (before.aggregate == kNoNode) break;
        misplaced(call, "cannot follow an aggregate: it reads events as they are stored")
            .label(tree_.span(before.aggregate), "aggregated here");
        break;
      case Placement::source:
        if (before.aggregate != kNoNode)
          misplaced(call, "cannot follow an aggregate").label(tree_.span(before.aggregate), "aggregated here");
        else if (before.generator != kNoNode)
          misplaced(call, "searches stored events, and cannot follow a step that makes its own")
              .label(tree_.span(before.generator), "made here");
        break;
      case Placement::preamble:
        if (before.step != kNoNode && main)
          misplaced(call, "belongs to the head of a query").label(tree_.span(before.step), "the query begins here");
        break;
      case Placement::chart:
        misplaced(call, "works only as the `function` of `timeChart` or `bucket`");
        break;
    }
  }

  const Tree& tree_;
  base::Report& report_;
};

// Under `and` and `not`, and in parentheses, stand conditions. What is no filter is no condition. (Beside `or` no call
// stands at all: CQL107.)
class ConditionPlaces {
 public:
  ConditionPlaces(const Tree& tree, base::Report& report) : tree_(tree), report_(report) {}

  // Calls come in the order of the text.
  void check(NodeId call, const Function& function) {
    const NodeKind around = kindOf(tree_, tree_.nodes[call].parent);
    const bool negated = around == NodeKind::notFilter;
    if (!negated && around != NodeKind::andFilter && around != NodeKind::parenFilter) return;
    if (function.negatable || (!negated && function.kind == FunctionKind::filter)) return;
    if (aggregates_ != kNoNode && isWithin(call, aggregates_)) return;
    const NodeId next = tree_.nodes[call].next;
    if (around == NodeKind::andFilter && next != kNoNode && kindOf(tree_, next) == NodeKind::parenFilter &&
        function.parameter("function") != nullptr) {
      aggregates_ = next;
      auto& finding = report_
                          .add(codes::cqlMisplaced, tree_.tokenSpan(tree_.nodes[call].first),
                               fmt::format("the parentheses behind `{}` are no part of it", function.name))
                          .label(tree_.span(next), "these")
                          .note("aggregates are an argument: `function=count()`, or several of them in brackets");
      offerArgument(call, next, finding);
      return;
    }
    report_
        .add(codes::cqlMisplaced, tree_.tokenSpan(tree_.nodes[call].first),
             fmt::format("`{}` is no condition: it cannot {}", function.name,
                         negated ? "be negated" : "stand beside others or in parentheses"))
        .note("give it a step of its own, with a pipe before it");
  }

 private:
  bool isWithin(NodeId node, NodeId outer) const {
    return tree_.nodes[node].first >= tree_.nodes[outer].first && tree_.nodes[node].end <= tree_.nodes[outer].end;
  }

  // One call in the parentheses becomes the argument.
  void offerArgument(NodeId call, NodeId parens, base::Diagnostic& finding) const {
    const NodeId inner = tree_.nodes[parens].child;
    const auto bound = bindCall(tree_, call);
    if (inner == kNoNode || kindOf(tree_, inner) != NodeKind::call || !bound || bound->value("function") != kNoNode)
      return;
    const std::uint32_t closing = tree_.nodes[call].end - 1, opening = tree_.nodes[parens].first;
    const TokenKind before = tree_.tokens[closing - 1].kind;
    finding.fix("make it an argument",
                {{base::join(tree_.tokenSpan(closing), tree_.tokenSpan(opening)),
                  before == TokenKind::leftParen || before == TokenKind::comma ? "function=" : ", function="}},
                base::Safety::review);
  }

  const Tree& tree_;
  base::Report& report_;
  NodeId aggregates_ = kNoNode;  // the parentheses that were told about last
};

}  // namespace

void checkPlacement(const Tree& tree, base::Report& report) {
  StepPlaces placement(tree, report);
  const NodeId main = mainPipeline(tree);
  if (main == kNoNode) return;
  placement.pipeline(main, true);
  walk(tree, [&](NodeId id) {
    if (kindOf(tree, id) == NodeKind::subquery) {
      const NodeId inner = tree.nodes[id].child;
      if (inner != kNoNode && kindOf(tree, inner) == NodeKind::pipeline) placement.pipeline(inner, false);
    }
  });
  ConditionPlaces conditions(tree, report);
  // Inside conditions: what is none. Inside arguments: what can only be a step, and windows outside of charts.
  walk(tree, [&](NodeId id) {
    if (kindOf(tree, id) != NodeKind::call) return;
    const Function* function = find(tree.tokenText(tree.nodes[id].first));
    if (function == nullptr) return;
    conditions.check(id, *function);
    const NodeId parent = tree.nodes[id].parent;
    const NodeKind around = kindOf(tree, parent);
    const bool isArgument =
        around == NodeKind::argument || around == NodeKind::namedArgument || around == NodeKind::array;
    if (!isArgument) return;
    if (function->placement == Placement::source || function->placement == Placement::preamble) {
      report.add(codes::cqlMisplaced, tree.tokenSpan(tree.nodes[id].first),
                 fmt::format("`{}` is a step of its own, never an argument", function->name));
    } else if (function->placement == Placement::chart) {
      NodeId outer = enclosing(tree, parent, NodeKind::call);
      const Function* chart = outer == kNoNode ? nullptr : find(tree.tokenText(tree.nodes[outer].first));
      if (chart == nullptr || (chart->name != "timeChart" && chart->name != "bucket"))
        report.add(codes::cqlMisplaced, tree.tokenSpan(tree.nodes[id].first),
                   fmt::format("`{}` works only as the `function` of `timeChart` or `bucket`", function->name));
    }
  });
}

}  // namespace quarry::cql
