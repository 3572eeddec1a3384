// Aggregates and other functions where an argument needs one or the other.
#include <fmt/format.h>

#include "cql/call_checks.h"
#include "quarry/base/codes/cql_call.h"

namespace quarry::cql {
namespace {

// What is known of an element of `function=`: a call, an assignment of one, or a pipeline.
struct Element {
  bool known = false;  // false: a saved query, a function not in the catalogue, something with a finding of its own
  bool aggregates = false;
  bool manyRows = false;
  NodeId call = kNoNode;  // the call that says so
};

Element ofCall(const Tree& tree, NodeId node);
Element ofPipeline(const Tree& tree, NodeId pipeline);

Element ofExpression(const Tree& tree, NodeId node) {
  node = unwrapped(tree, node);
  switch (kindOf(tree, node)) {
    case NodeKind::call:
      return ofCall(tree, node);
    case NodeKind::assignStep:
      return ofExpression(tree, lastChild(tree, node));
    case NodeKind::subquery:
      return ofPipeline(tree, tree.nodes[node].child);
    case NodeKind::array: {
      // Several functions over the same rows: aggregates, every one of them.
      Element all{true, true, false, node};
      for (NodeId element : children(tree, node)) {
        const Element one = ofExpression(tree, element);
        all.known = all.known && one.known;
        all.manyRows = all.manyRows || one.manyRows;
      }
      return all;
    }
    default:
      return {};
  }
}

Element ofCall(const Tree& tree, NodeId node) {
  const auto call = bindCall(tree, node);
  if (!call || call->function == nullptr || call->function->freeArguments == FreeArguments::unknown) return {};
  Element element{true, call->function->kind == FunctionKind::aggregate, false, node};
  switch (call->function->rows) {
    case Rows::each:
      break;
    case Rows::one: {
      const NodeId multival = call->value("multival");
      element.manyRows = multival != kNoNode && tokenKindOf(tree, multival) == TokenKind::kwFalse;
      break;
    }
    case Rows::many:
      element.manyRows = true;
      break;
    case Rows::function: {
      const NodeId inner = call->value("function");
      if (inner == kNoNode) break;
      const Element of = ofExpression(tree, inner);
      element.known = of.known;
      element.manyRows = of.manyRows;
      break;
    }
  }
  return element;
}

Element ofPipeline(const Tree& tree, NodeId pipeline) {
  Element result{true, false, false, kNoNode};
  if (pipeline == kNoNode) return {};
  for (NodeId step : children(tree, pipeline)) {
    Element one{true, false, false, step};
    if (kindOf(tree, step) == NodeKind::error) return {};
    if (kindOf(tree, step) == NodeKind::statsStep)
      one = ofExpression(tree, tree.nodes[step].child);
    else if (const auto call = stepCall(tree, step))
      one = kindOf(tree, call->node) == NodeKind::call ? ofCall(tree, call->node) : Element{};
    if (!one.known) return {};
    if (!one.aggregates) continue;
    // What comes last decides how many rows there are, and order and cut keep those that came in.
    result = one;
  }
  return result;
}

void check(const CallCheck& in, const Parameter& p, NodeId value) {
  const Tree& tree = in.tree;
  if (kindOf(tree, value) == NodeKind::array) {
    const std::vector<NodeId> all = elements(tree, value);
    for (NodeId element : all) check(in, p, unwrapped(tree, element));
    return;
  }
  const Element element = ofExpression(tree, value);
  if (!element.known) return;
  const base::Span span = tree.span(value);
  const std::string_view function = in.function().name;
  switch (p.accepts) {
    case Accepts::anything:
      break;
    case Accepts::aggregate:
      if (element.aggregates) break;
      in.report
          .add(codes::cqlFunctionKind, span,
               fmt::format("`{}` of `{}` takes aggregates, and `{}` is none", p.name, function, shortText(tree, value)))
          .note(
              "it works on each event by itself: put it into a step before or after, or into braces with an aggregate "
              "behind it");
      break;
    case Accepts::singleRow:
      if (!element.aggregates)
        in.report.add(
            codes::cqlFunctionKind, span,
            fmt::format("`{}` of `{}` takes aggregates, and `{}` is none", p.name, function, shortText(tree, value)));
      else if (element.manyRows)
        in.report
            .add(codes::cqlFunctionKind, span,
                 fmt::format("`{}` of `{}` takes aggregates of one row, and `{}` has many", p.name, function,
                             shortText(tree, value)))
            .note("such as `count()`, `sum(field)`, `collect(field)` or `selectLast(field)`");
      break;
    case Accepts::steps:
      if (element.aggregates)
        in.report.add(codes::cqlFunctionKind, span,
                      fmt::format("`{}` of `{}` looks at each event by itself, so it takes no aggregate such as `{}`",
                                  p.name, function, shortText(tree, value)));
      break;
  }
}

}  // namespace

void checkFunctionArguments(const CallCheck& in) {
  if (in.function().freeArguments == FreeArguments::queries) {
    walk(in.tree, in.call.node, [&](NodeId id) {
      if (kindOf(in.tree, id) != NodeKind::subquery) return;
      const Element query = ofPipeline(in.tree, in.tree.nodes[id].child);
      if (query.known && query.aggregates)
        in.report.add(codes::cqlFunctionKind, in.tree.span(query.call),
                      fmt::format("a query of `{}` takes no aggregate such as `{}`", in.function().name,
                                  shortText(in.tree, query.call)));
    });
  }
  for (const BoundArgument& a : in.call.arguments)
    if (a.parameter != nullptr && a.parameter->accepts != Accepts::anything && a.argument.value != kNoNode)
      check(in, *a.parameter, unwrapped(in.tree, a.argument.value));
}

void checkExpressions(const Tree& tree, base::Report& report) {
  walk(tree, [&](NodeId id) {
    if (kindOf(tree, id) != NodeKind::call) return;
    const Function* function = find(tree.tokenText(tree.nodes[id].first));
    if (function == nullptr || function->kind != FunctionKind::aggregate) return;
    NodeId parent = tree.nodes[id].parent;
    while (kindOf(tree, parent) == NodeKind::parenExpression) parent = tree.nodes[parent].parent;
    const NodeKind around = kindOf(tree, parent);
    bool inside = around == NodeKind::binary || around == NodeKind::unary;
    if (around == NodeKind::argument || around == NodeKind::namedArgument) {
      // An argument that is calculated for each event.
      const auto outer = bindCall(tree, tree.nodes[parent].parent);
      if (outer && outer->function != nullptr) {
        if (outer->function->freeArguments == FreeArguments::assignments) inside = true;
        for (const BoundArgument& a : outer->arguments)
          if (a.argument.node == parent && a.parameter != nullptr)
            inside = inside || a.parameter->type == ParameterType::expression ||
                     a.parameter->type == ParameterType::expressions;
      }
    }
    if (!inside) return;
    report
        .add(codes::cqlFunctionKind, tree.span(id),
             fmt::format("`{}` aggregates many events, so it has no value in an expression", function->name))
        .note(fmt::format("make it a step, as in `n := {}`, and read the field in the step after it",
                          shortText(tree, id)));
  });
}

}  // namespace quarry::cql
