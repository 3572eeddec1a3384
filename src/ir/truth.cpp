// Values as conditions: when a comparison, a choice, an and/or/not of them is true.
#include "ir/truth.h"

#include <algorithm>

#include "quarry/base/numeral.h"

namespace quarry::ir {

namespace {

const FieldRef* asField(const Val& value) { return std::get_if<FieldRef>(&value.node); }
const Literal* asLiteral(const Val& value) { return std::get_if<Literal>(&value.node); }

std::optional<Op> orderOp(Function function, bool swapped) {
  switch (function) {
    case Function::less:
      return swapped ? Op::greater : Op::less;
    case Function::lessEqual:
      return swapped ? Op::greaterEqual : Op::lessEqual;
    case Function::greater:
      return swapped ? Op::less : Op::greater;
    case Function::greaterEqual:
      return swapped ? Op::lessEqual : Op::greaterEqual;
    default:
      return std::nullopt;
  }
}

// Comparisons inside expressions are exact: `a == 'x'` is not Sigma's case-insensitive match.
std::optional<Test> equals(const FieldRef& field, const Literal& literal, const base::Origin& origin) {
  Test test;
  test.field = field;
  if (const auto* text = std::get_if<std::string>(&literal.value)) {
    test.op = Op::matches;
    test.operands.push_back({exactGlob(*text), origin});
  } else if (const auto* number = std::get_if<double>(&literal.value)) {
    test.op = Op::equals;
    test.domain = Domain::number;
    test.operands.push_back({Number{base::plainNumber(*number), *number}, origin});
  } else if (const auto* flag = std::get_if<bool>(&literal.value)) {
    test.op = Op::equals;
    test.domain = Domain::boolean;
    test.operands.push_back({*flag, origin});
  } else {
    return std::nullopt;
  }
  return test;
}

std::optional<Pred> comparison(const Call& call, const base::Origin& origin) {
  if (call.arguments.size() != 2) return std::nullopt;
  const bool swapped = asLiteral(call.arguments[0]) != nullptr;
  const Val& left = call.arguments[swapped ? 1 : 0];
  const Val& right = call.arguments[swapped ? 0 : 1];
  const FieldRef* field = asField(left);
  const Literal* literal = asLiteral(right);
  if (field == nullptr || literal == nullptr) return std::nullopt;
  if (call.function == Function::equal || call.function == Function::notEqual) {
    std::optional<Test> test = equals(*field, *literal, right.origin);
    if (!test) return std::nullopt;
    if (call.function == Function::equal) return Pred{std::move(*test), origin};
    // A comparison with a missing field is missing, so not true: the field must be there and differ.
    Test present;
    present.field = *field;
    present.op = Op::present;
    return conjunction({Pred{std::move(present), origin}, negation(Pred{std::move(*test), origin}, origin)}, origin);
  }
  const auto op = orderOp(call.function, swapped);
  const auto* number = std::get_if<double>(&literal->value);
  if (!op || number == nullptr) return std::nullopt;
  Test test;
  test.field = *field;
  test.op = *op;
  test.domain = Domain::number;
  test.operands.push_back({Number{base::plainNumber(*number), *number}, right.origin});
  return Pred{std::move(test), origin};
}

std::optional<Pred> membership(const Call& call, const base::Origin& origin) {
  const FieldRef* field = asField(call.arguments.front());
  if (field == nullptr) return std::nullopt;
  std::vector<Pred> tests;
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const Literal* literal = asLiteral(call.arguments[i]);
    std::optional<Test> test = literal == nullptr ? std::nullopt : equals(*field, *literal, call.arguments[i].origin);
    if (!test) return std::nullopt;
    tests.push_back({std::move(*test), origin});
  }
  return disjunction(std::move(tests), origin);
}

std::optional<Pred> falsehoodOf(const Val& value, const base::Origin& origin);

// When a Case gives `wanted`: some branch holds that none before did, and its value is so. None if a value is not said
// by a condition.
std::optional<Pred> chosen(const Case& cases, bool wanted, const base::Origin& origin) {
  std::vector<Pred> ways, before;
  const auto take = [&](const Val& value, const Pred* when) {
    auto truth = wanted ? truthOf(value, origin) : falsehoodOf(value, origin);
    if (!truth) return false;
    std::vector<Pred> all = before;
    if (when != nullptr) all.push_back(*when);
    all.push_back(std::move(*truth));
    ways.push_back(conjunction(std::move(all), origin));
    return true;
  };
  // Each branch repeats the conditions before it: longer cases stay values.
  constexpr std::size_t kMostBranches = 4;
  if (cases.branches.size() > kMostBranches) return std::nullopt;
  for (const Case::Branch& branch : cases.branches) {
    if (!take(*branch.then, &*branch.when)) return std::nullopt;
    before.push_back(negation(*branch.when, branch.when->origin));
  }
  if (cases.otherwise && !take(**cases.otherwise, nullptr)) return std::nullopt;
  return disjunction(std::move(ways), origin);
}

// True exactly if the value is present and false.
std::optional<Pred> falsehoodOf(const Val& value, const base::Origin& origin) {
  if (const auto* literal = std::get_if<Literal>(&value.node)) {
    const auto* flag = std::get_if<bool>(&literal->value);
    return Pred{Constant{flag != nullptr && !*flag}, origin};
  }
  if (const FieldRef* field = asField(value)) return Pred{*equals(*field, Literal{false}, origin), origin};
  if (const auto* cases = std::get_if<Case>(&value.node)) return chosen(*cases, false, origin);
  const auto* call = std::get_if<Call>(&value.node);
  if (call == nullptr) return std::nullopt;
  const auto both = [&](auto make) -> std::optional<Pred> {
    auto a = falsehoodOf(call->arguments[0], origin), b = falsehoodOf(call->arguments[1], origin);
    if (!a || !b) return std::nullopt;
    return make(std::vector<Pred>{std::move(*a), std::move(*b)}, origin);
  };
  switch (call->function) {
    case Function::logicalNot:
      return truthOf(call->arguments[0], origin);
    case Function::logicalAnd:
      return both([](auto of, const auto& o) { return disjunction(std::move(of), o); });
    case Function::logicalOr:
      return both([](auto of, const auto& o) { return conjunction(std::move(of), o); });
    case Function::exists: {
      auto present = truthOf(value, origin);
      if (!present) return std::nullopt;
      return negation(std::move(*present), origin);
    }
    case Function::equal:
    case Function::notEqual:
    case Function::less:
    case Function::lessEqual:
    case Function::greater:
    case Function::greaterEqual:
    case Function::in: {
      const FieldRef* field = asField(call->arguments[0]);
      if (field == nullptr && call->arguments.size() == 2) field = asField(call->arguments[1]);
      auto truth = truthOf(value, origin);
      if (!truth || field == nullptr) return std::nullopt;
      Test present;
      present.field = *field;
      present.op = Op::present;
      return conjunction({Pred{std::move(present), origin}, negation(std::move(*truth), origin)}, origin);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Pred> truthOf(const Val& value, const base::Origin& outer) {
  const base::Origin origin = value.origin.empty() ? outer : value.origin;
  if (const auto* literal = std::get_if<Literal>(&value.node)) {
    const auto* flag = std::get_if<bool>(&literal->value);
    return Pred{Constant{flag != nullptr && *flag}, origin};
  }
  if (const auto* cases = std::get_if<Case>(&value.node)) return chosen(*cases, true, origin);
  if (const FieldRef* field = asField(value)) {
    auto test = equals(*field, Literal{true}, origin);
    return Pred{std::move(*test), origin};
  }
  const auto* call = std::get_if<Call>(&value.node);
  if (call == nullptr) return std::nullopt;
  switch (call->function) {
    case Function::logicalAnd:
    case Function::logicalOr: {
      // Each operand keeps its own IsTrue if it can be said no better.
      std::vector<Pred> of;
      for (const Val& argument : call->arguments) {
        auto simpler = truthOf(argument, origin);
        of.push_back(simpler ? std::move(*simpler) : Pred{IsTrue{argument}, argument.origin});
      }
      return call->function == Function::logicalAnd ? conjunction(std::move(of), origin)
                                                    : disjunction(std::move(of), origin);
    }
    case Function::logicalNot:
      return falsehoodOf(call->arguments[0], origin);
    case Function::exists: {
      const FieldRef* field = asField(call->arguments[0]);
      if (field == nullptr) return std::nullopt;
      Test present;
      present.field = *field;
      present.op = Op::present;
      return Pred{std::move(present), origin};
    }
    case Function::in:
      return membership(*call, origin);
    default:
      return comparison(*call, origin);
  }
}

}  // namespace quarry::ir
