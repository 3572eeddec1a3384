// Expressions. Values are texts in CQL: each use that needs a number says so (`number(...)`).
#include <fmt/format.h>

#include "cql/lower.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/text.h"
#include "quarry/ir/call.h"
#include "quarry/ir/functions.h"

namespace quarry::cql {

namespace {

ir::Val number(ir::Val of) {
  const auto* literal = std::get_if<ir::Literal>(&of.node);
  if (literal != nullptr && std::holds_alternative<double>(literal->value)) return of;
  const auto* call = std::get_if<ir::Call>(&of.node);
  if (call != nullptr && ir::info(call->function).result == ir::TypeKind::number) return of;
  const base::Origin origin = of.origin;
  return ir::callOf(ir::Function::number, origin, std::move(of));
}

std::optional<ir::Function> arithmetic(TokenKind op) {
  switch (op) {
    case TokenKind::plus:
      return ir::Function::add;
    case TokenKind::minus:
      return ir::Function::subtract;
    case TokenKind::star:
      return ir::Function::multiply;
    case TokenKind::slash:
      return ir::Function::divide;
    case TokenKind::percent:
      return ir::Function::modulo;
    case TokenKind::less:
      return ir::Function::less;
    case TokenKind::lessEqual:
      return ir::Function::lessEqual;
    case TokenKind::greater:
      return ir::Function::greater;
    case TokenKind::greaterEqual:
      return ir::Function::greaterEqual;
    default:
      return std::nullopt;
  }
}

}  // namespace

ir::Val Lowering::expression(NodeId node) {
  node = unwrapped(tree_, node);
  const base::Origin where = origin(node);
  const ir::Val nothing = literalText({}, where);
  switch (kindOf(tree_, node)) {
    case NodeKind::field:
      if (tokenKindOf(tree_, node) == TokenKind::parameter)
        return literalText(parameterValue(tree_.nodes[node].first), where);
      return {fieldRef(textOf(tree_, node)), where};
    case NodeKind::constant:
    case NodeKind::value:
    case NodeKind::literal: {
      const TokenKind kind = tokenKindOf(tree_, node);
      if (kind == TokenKind::parameter) return literalText(parameterValue(tree_.nodes[node].first), where);
      return literalText(textOf(tree_, node), where);
    }
    case NodeKind::unary: {
      const NodeId operand = tree_.nodes[node].child;
      if (tokenKindOf(tree_, node) == TokenKind::minus) {
        if (auto text = word(node); text && numberOf(tree_, operand)) return literalText(std::move(*text), where);
        return ir::callOf(ir::Function::negate, where, number(expression(operand)));
      }
      return ir::callOf(ir::Function::falsy, where, expression(operand));
    }
    case NodeKind::binary: {
      const Binary binary = *asBinary(tree_, node);
      const TokenKind op = tree_.tokens[binary.op].kind;
      ir::Val left = expression(binary.left), right = expression(binary.right);
      if (const auto function = arithmetic(op))
        return ir::callOf(*function, where, number(std::move(left)), number(std::move(right)));
      if (op == TokenKind::doubleEqual || op == TokenKind::notEqual)
        return ir::callOf(op == TokenKind::notEqual ? ir::Function::different : ir::Function::same, where,
                          std::move(left), std::move(right));
      error(codes::noExpression, node, "this operator has no meaning in an expression");
      return nothing;
    }
    case NodeKind::call:
      return callValue(node);
    case NodeKind::error:
      return nothing;
    default:
      error(codes::noExpression, node, "this is no value");
      return nothing;
  }
}

ir::Val Lowering::callValue(NodeId node) {
  const base::Origin where = origin(node);
  const auto call = bindCall(tree_, node);
  const ir::Val nothing = literalText({}, where);
  if (call->function == nullptr) {
    Place place;
    place.argument = true;
    mayStandHere(*call, place);
    return nothing;
  }
  if (call->function->kind == FunctionKind::filter) {
    ir::Val truth{ir::Literal{true}, where}, falsehood{ir::Literal{false}, where};
    if (base::equalsIgnoringCase(call->function->name, "test")) {
      const NodeId tested = call->value("expression");
      if (tested != kNoNode) return expression(tested);
    }
    Place place;
    ir::Case cases;
    cases.branches.push_back({callPred(node, place), std::move(truth)});
    cases.otherwise = base::Box<ir::Val>(std::move(falsehood));
    return {std::move(cases), where};
  }
  const bool value = call->function->kind == FunctionKind::transform &&
                     (call->function->parameter("as") != nullptr || call->function->name == "getField");
  const auto operation = ir::operationNamed(call->function->name);
  if (!value || !operation) {
    error(codes::noExpression, node, fmt::format("`{}()` makes no single value", call->function->name));
    return nothing;
  }
  Place place;
  place.argument = true;
  ir::Apply apply;
  apply.operation = *operation;
  if (!mayStandHere(*call, place) || !arguments(*call, apply, place)) return nothing;
  return {std::move(apply), where};
}

}  // namespace quarry::cql
