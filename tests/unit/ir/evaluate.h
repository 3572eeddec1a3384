// A second, naive reading of conditions and values: what the passes are held against.
#pragma once

#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quarry/ir/pred.h"

namespace quarry::test {

using Scalar = std::variant<std::string, double, bool>;
using Cell = std::vector<Scalar>;         // one value, or the elements of an array
using Row = std::map<std::string, Cell>;  // a field that is missing or null is not in the map

inline std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

inline std::string textOf(const Scalar& scalar) {
  if (const auto* text = std::get_if<std::string>(&scalar)) return *text;
  if (const auto* number = std::get_if<double>(&scalar)) return std::to_string(static_cast<long>(*number));
  return std::get<bool>(scalar) ? "true" : "false";
}

inline bool globMatches(const std::vector<ir::GlobToken>& tokens, std::size_t t, const std::string& text,
                        std::size_t i) {
  if (t == tokens.size()) return i == text.size();
  if (std::holds_alternative<ir::AnyRun>(tokens[t])) {
    for (std::size_t k = i; k <= text.size(); ++k)
      if (globMatches(tokens, t + 1, text, k)) return true;
    return false;
  }
  if (std::holds_alternative<ir::AnyOne>(tokens[t])) return i < text.size() && globMatches(tokens, t + 1, text, i + 1);
  const auto& literal = std::get<std::string>(tokens[t]);
  return text.compare(i, literal.size(), literal) == 0 && globMatches(tokens, t + 1, text, i + literal.size());
}

inline bool holds(const ir::Test& test, const ir::Operand& operand, const Scalar& value) {
  if (const auto* glob = std::get_if<ir::Glob>(&operand.value)) {
    std::vector<ir::GlobToken> tokens = glob->tokens;
    std::string text = textOf(value);
    if (test.fold != ir::Fold::exact) {
      text = lowered(text);
      for (auto& token : tokens)
        if (auto* literal = std::get_if<std::string>(&token)) *literal = lowered(*literal);
    }
    return globMatches(tokens, 0, text, 0);
  }
  if (const auto* flag = std::get_if<bool>(&operand.value))
    return std::holds_alternative<bool>(value) && std::get<bool>(value) == *flag;
  const auto* number = std::get_if<ir::Number>(&operand.value);
  if (number == nullptr || !std::holds_alternative<double>(value)) return false;
  const double x = std::get<double>(value), y = number->value;
  switch (test.op) {
    case ir::Op::equals:
      return x == y;
    case ir::Op::less:
      return x < y;
    case ir::Op::lessEqual:
      return x <= y;
    case ir::Op::greater:
      return x > y;
    case ir::Op::greaterEqual:
      return x >= y;
    default:
      return false;
  }
}

// None: Missing.
using Result = std::optional<Cell>;
bool evaluate(const ir::Pred& pred, const Row& row);

inline Result truth(bool value) { return Cell{value}; }

inline std::optional<bool> boolean(const Result& value) {
  if (!value || value->size() != 1 || !std::holds_alternative<bool>(value->front())) return std::nullopt;
  return std::get<bool>(value->front());
}

inline bool compares(ir::Function function, const Scalar& a, const Scalar& b) {
  if (function == ir::Function::equal || function == ir::Function::in) return a == b;
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x == nullptr || y == nullptr) return false;
  switch (function) {
    case ir::Function::less:
      return *x < *y;
    case ir::Function::lessEqual:
      return *x <= *y;
    case ir::Function::greater:
      return *x > *y;
    default:
      return *x >= *y;
  }
}

inline bool someCompare(ir::Function function, const Cell& a, const Cell& b) {
  for (const Scalar& x : a)
    for (const Scalar& y : b)
      if (compares(function, x, y)) return true;
  return false;
}

inline Result evaluate(const ir::Val& value, const Row& row) {
  using ir::Function;
  if (const auto* literal = std::get_if<ir::Literal>(&value.node)) {
    if (const auto* text = std::get_if<std::string>(&literal->value)) return Cell{*text};
    if (const auto* number = std::get_if<double>(&literal->value)) return Cell{*number};
    if (const auto* flag = std::get_if<bool>(&literal->value)) return Cell{*flag};
    return std::nullopt;
  }
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) {
    const auto found = row.find(field->name);
    if (found == row.end()) return std::nullopt;
    return found->second;
  }
  if (const auto* cases = std::get_if<ir::Case>(&value.node)) {
    for (const auto& branch : cases->branches)
      if (evaluate(*branch.when, row)) return evaluate(*branch.then, row);
    if (cases->otherwise) return evaluate(**cases->otherwise, row);
    return std::nullopt;
  }
  const auto& call = std::get<ir::Call>(value.node);
  std::vector<Result> arguments;
  bool missing = false;
  for (const ir::Val& argument : call.arguments) {
    arguments.push_back(evaluate(argument, row));
    missing = missing || !arguments.back();
  }
  if (call.function == Function::exists) return truth(!missing);
  if (call.function == Function::logicalAnd || call.function == Function::logicalOr) {
    const bool decisive = call.function == Function::logicalOr;
    const auto a = boolean(arguments[0]), b = boolean(arguments[1]);
    if (a == decisive || b == decisive) return truth(decisive);
    if (!a || !b) return std::nullopt;
    return truth(!decisive);
  }
  if (missing) return std::nullopt;
  if (call.function == Function::logicalNot) {
    const auto of = boolean(arguments[0]);
    if (!of) return std::nullopt;
    return truth(!*of);
  }
  if (call.function == Function::notEqual) return truth(!someCompare(Function::equal, *arguments[0], *arguments[1]));
  if (call.function == Function::in) {
    for (std::size_t i = 1; i < arguments.size(); ++i)
      if (someCompare(call.function, *arguments[0], *arguments[i])) return truth(true);
    return truth(false);
  }
  if (call.function == Function::add) {
    const auto* x = std::get_if<double>(&arguments[0]->front());
    const auto* y = std::get_if<double>(&arguments[1]->front());
    if (x == nullptr || y == nullptr) return std::nullopt;
    return Cell{*x + *y};
  }
  return truth(someCompare(call.function, *arguments[0], *arguments[1]));
}

inline bool evaluate(const ir::Pred& pred, const Row& row) {
  if (const auto* known = std::get_if<ir::Constant>(&pred.node)) return known->value;
  if (const auto* all = std::get_if<ir::And>(&pred.node)) {
    for (const ir::Pred& inner : all->of)
      if (!evaluate(inner, row)) return false;
    return true;
  }
  if (const auto* any = std::get_if<ir::Or>(&pred.node)) {
    for (const ir::Pred& inner : any->of)
      if (evaluate(inner, row)) return true;
    return false;
  }
  if (const auto* negated = std::get_if<ir::Not>(&pred.node)) return !evaluate(*negated->of, row);
  if (const auto* isTrue = std::get_if<ir::IsTrue>(&pred.node)) return boolean(evaluate(isTrue->value, row)) == true;
  const auto* test = std::get_if<ir::Test>(&pred.node);
  if (test == nullptr) return false;
  const auto found = row.find(test->field.name);
  if (test->op == ir::Op::null) return found == row.end();
  if (found == row.end()) return false;
  if (test->op == ir::Op::present) return true;
  const auto matches = [&](const Scalar& value, const ir::Operand& operand) { return holds(*test, operand, value); };
  // `every`: one operand has to hold for all elements or each element for one of them: tests here have one operand.
  bool any = false, every = true;
  for (const Scalar& value : found->second) {
    bool one = false;
    for (const ir::Operand& operand : test->operands) one = one || matches(value, operand);
    any = any || one;
    every = every && one;
  }
  return test->quantifier == ir::Quantifier::any ? any : every;
}

}  // namespace quarry::test
