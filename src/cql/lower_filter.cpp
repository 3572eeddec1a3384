// Filters: comparisons, free text, and calls under and/or/not.
#include <fmt/format.h>

#include "cql/lower.h"
#include "quarry/base/codes/query.h"
#include "quarry/base/numeral.h"

namespace quarry::cql {

ir::Pred Lowering::matches(const ir::FieldRef& field, ir::Operand operand, const base::Origin& origin) const {
  ir::Test test;
  test.field = field;
  const auto* glob = std::get_if<ir::Glob>(&operand.value);
  // `*` asks for the field, whatever it holds (Filters).
  if (glob != nullptr && shape(*glob) == ir::GlobShape::anything && field.kind != ir::FieldRef::Kind::raw)
    test.op = ir::Op::present;
  else
    test.operands.push_back(std::move(operand));
  return {std::move(test), origin};
}

ir::Regex Lowering::regex(std::uint32_t token) {
  const RegexLiteral literal = regexLiteral(tree_.tokenText(token));
  ir::Regex regex;
  const auto has = [&](char flag) { return literal.flags.find(flag) != std::string_view::npos; };
  std::string text;
  for (std::size_t i = 0; i < literal.pattern.size(); ++i) {
    // `\/` is how a slash is written in a literal.
    if (literal.pattern[i] == '\\' && i + 1 < literal.pattern.size()) {
      if (literal.pattern[i + 1] != '/') text += '\\';
      text += literal.pattern[++i];
    } else {
      text += literal.pattern[i];
    }
  }
  regex.text = settledInlineFlags(std::move(text), has('F'));
  regex.ignoreCase = has('i');
  regex.multiLine = has('m');
  regex.dotAll = has('d');
  return regex;
}

ir::Pred Lowering::pred(NodeId filter, const Place& place) {
  const base::Origin where = origin(filter);
  const auto parts = [&] {
    std::vector<ir::Pred> of;
    for (const NodeId part : children(tree_, filter)) of.push_back(pred(part, place));
    return of;
  };
  switch (kindOf(tree_, filter)) {
    case NodeKind::andFilter:
      return ir::conjunction(parts(), where);
    case NodeKind::orFilter:
      return ir::disjunction(parts(), where);
    case NodeKind::notFilter:
      return ir::negation(pred(tree_.nodes[filter].child, place), where);
    case NodeKind::parenFilter:
    case NodeKind::filterStep:
      return pred(tree_.nodes[filter].child, place);
    case NodeKind::comparison:
      return comparison(filter);
    case NodeKind::constant:
      return {ir::Constant{tokenKindOf(tree_, filter) == TokenKind::kwTrue}, where};
    case NodeKind::freeText:
      return freeText(filter, place);
    case NodeKind::call:
      return callPred(filter, place);
    case NodeKind::fieldOpStep:
      return pred(lastChild(tree_, filter), place);
    case NodeKind::savedCall:
      error(codes::badPlacement, filter, "a saved query is a step of its own: it cannot stand under `or` and `not`");
      return {ir::Constant{false}, where};
    case NodeKind::error:
      return {ir::Constant{false}, where};
    default:
      error(codes::badPlacement, filter, "this is no condition");
      return {ir::Constant{false}, where};
  }
}

ir::Pred Lowering::comparison(NodeId node) {
  const Comparison comparison = *asComparison(tree_, node);
  const base::Origin where = origin(node), at = origin(comparison.value);
  const ir::FieldRef field = fieldRef(textOf(tree_, comparison.field));
  const TokenKind op = tree_.tokens[comparison.op].kind;
  const bool isRegex = tokenKindOf(tree_, comparison.value) == TokenKind::regex;
  if (isRegex && (op == TokenKind::equal || op == TokenKind::notEqual || op == TokenKind::kwLike)) {
    ir::Pred test = matches(field, {regex(tree_.nodes[comparison.value].first), at}, where);
    return op == TokenKind::notEqual ? ir::negation(std::move(test), where) : test;
  }
  const std::string text = word(comparison.value).value_or(std::string());
  switch (op) {
    case TokenKind::equal:
      return matches(field, {ir::starGlob(text), at}, where);
    case TokenKind::notEqual:
      return ir::negation(matches(field, {ir::starGlob(text), at}, where), where);
    case TokenKind::kwLike:
      return matches(field, {ir::withRuns(ir::starGlob(text), true, true), at}, where);
    case TokenKind::less:
    case TokenKind::lessEqual:
    case TokenKind::greater:
    case TokenKind::greaterEqual:
      break;
    default:
      error(codes::badPlacement, node, "this is no comparison of a filter");
      return {ir::Constant{false}, where};
  }
  ir::Test test;
  test.field = field;
  test.domain = ir::Domain::number;
  test.op = op == TokenKind::less        ? ir::Op::less
            : op == TokenKind::lessEqual ? ir::Op::lessEqual
            : op == TokenKind::greater   ? ir::Op::greater
                                         : ir::Op::greaterEqual;
  const auto number = base::numeral(text);
  if (!number) {
    error(codes::badArgument, comparison.value, fmt::format("`{}` is no number", text))
        .note("`<`, `<=`, `>` and `>=` compare with a number; `test(a < b)` compares two fields");
    return {ir::Constant{false}, where};
  }
  test.operands.push_back({ir::Number{text, *number}, at});
  return {std::move(test), where};
}

ir::Pred Lowering::freeText(NodeId node, const Place& place) {
  const base::Origin where = origin(node);
  const ir::FieldRef raw{ir::FieldRef::Kind::raw, {}, nullptr};
  const bool isRegex = tokenKindOf(tree_, node) == TokenKind::regex;
  const std::string text = isRegex ? std::string() : word(node).value_or(std::string());
  if (!isRegex && text.find_first_not_of('*') == std::string::npos && !text.empty()) return {ir::Constant{true}, where};
  if (place.aggregated) {
    error(codes::badPlacement, node, "free text cannot stand behind an aggregate")
        .note("the events that it would search are gone; name the field: `field = ...`");
    return {ir::Constant{false}, where};
  }
  if (isRegex) return matches(raw, {regex(tree_.nodes[node].first), where}, where);
  return matches(raw, {ir::withRuns(ir::starGlob(text), true, true), where}, where);
}

// A call as a condition: it cannot bind fields here.
ir::Pred Lowering::callPred(NodeId node, const Place& place) {
  const base::Origin where = origin(node);
  const ir::Pred never{ir::Constant{false}, where};
  const auto call = bindCall(tree_, node);
  if (!mayStandHere(*call, place)) return never;
  if (auto known = specialPred(*call, place)) return *known;
  if (call->function->kind != FunctionKind::filter) {
    error(codes::badPlacement, node,
          fmt::format("`{}()` is no condition: it cannot stand under `and`, `or` and `not`", call->function->name))
        .note("give it a step of its own, with a pipe before it");
    return never;
  }
  const auto operation = ir::operationNamed(call->function->name);
  ir::Apply apply;
  if (!operation || !arguments(*call, apply, place)) return never;
  apply.operation = *operation;
  return {ir::IsTrue{{std::move(apply), where}}, where};
}

}  // namespace quarry::cql
