// Random conditions over a few fields and values, small enough that every row can be tried.
#pragma once

#include <random>

#include "evaluate.h"

namespace quarry::test {

class RandomPred {
 public:
  explicit RandomPred(unsigned seed) : random_(seed) {}

  ir::Pred pred(int depth) {
    const int kind = depth == 0 ? pick(4) : pick(8);
    if (kind < 3) return {test(), {}};
    if (kind == 3) return {ir::IsTrue{value(depth)}, {}};
    if (kind == 4) return ir::negation(pred(depth - 1));
    if (kind == 7 && pick(4) == 0) return {ir::Constant{pick(2) == 0}, {}};
    std::vector<ir::Pred> of;
    for (int i = pick(5); i > 0; --i) of.push_back(pred(depth - 1));
    if (pick(2) == 0) return {ir::And{std::move(of)}, {}};
    return {ir::Or{std::move(of)}, {}};
  }

  // Every combination of these fields' values.
  static std::vector<Row> rows() {
    const std::vector<Cell> values = {{},
                                      {std::string("ab")},
                                      {std::string("AB")},
                                      {std::string("1")},
                                      {1.0},
                                      {2.0},
                                      {true},
                                      {false},
                                      {std::string("ab"), std::string("c")},
                                      {1.0, 2.0}};
    std::vector<Row> all;
    for (const Cell& a : values)
      for (const Cell& b : values) {
        Row row;
        if (!a.empty()) row["a"] = a;
        if (!b.empty()) row["b"] = b;
        all.push_back(row);
      }
    return all;
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  ir::FieldRef field() { return {ir::FieldRef::Kind::event, pick(2) == 0 ? "a" : "b", nullptr}; }

  ir::Glob glob() {
    static const char* const kTexts[] = {"ab", "AB", "a", "1", "c", "Ab"};
    ir::Glob made;
    switch (pick(8)) {
      case 0:
        return {{ir::AnyRun{}}};
      case 1:
        return {};
      case 2:
        made.tokens = {ir::AnyOne{}, std::string("b")};
        return made;
      default:
        return ir::withRuns(ir::exactGlob(kTexts[pick(6)]), pick(3) == 0, pick(3) == 0);
    }
  }

  ir::Test test() {
    ir::Test made;
    made.field = field();
    made.fold = static_cast<ir::Fold>(pick(3));
    switch (pick(5)) {
      case 0:
        made.op = pick(2) == 0 ? ir::Op::present : ir::Op::null;
        return made;
      case 1: {
        made.op = static_cast<ir::Op>(static_cast<int>(ir::Op::equals) + pick(5));
        made.domain = ir::Domain::number;
        const int n = pick(3);
        made.operands.push_back({ir::Number{std::to_string(n), static_cast<double>(n)}, {}});
        if (made.op == ir::Op::equals && pick(3) == 0) {
          made.domain = ir::Domain::boolean;
          made.operands = {{pick(2) == 0, {}}};
        }
        return made;
      }
      default:
        for (int i = pick(6) == 0 ? 0 : 1 + pick(3); i > 0; --i) made.operands.push_back({glob(), {}});
        if (pick(6) == 0 && made.operands.size() > 1) made.operands.resize(1);
        if (made.operands.size() == 1 && pick(4) == 0) made.quantifier = ir::Quantifier::all;
        return made;
    }
  }

  ir::Val literal() {
    switch (pick(4)) {
      case 0:
        return {ir::Literal{std::string(pick(2) == 0 ? "ab" : "c")},
                {}};  // whether 1 is the text 1 is the engine's to say
      case 1:
        return {ir::Literal{pick(2) == 0}, {}};
      default:
        return {ir::Literal{static_cast<double>(pick(3))}, {}};
    }
  }
  ir::Val operand() { return pick(5) < 3 ? ir::Val{field(), {}} : literal(); }

  ir::Val call(ir::Function function, std::vector<ir::Val> arguments) {
    return {ir::Call{function, std::move(arguments)}, {}};
  }
  ir::Val value(int depth) {
    using ir::Function;
    if (depth > 0) switch (pick(7)) {
        case 0:
          return call(Function::logicalAnd, {value(depth - 1), value(depth - 1)});
        case 1:
          return call(Function::logicalOr, {value(depth - 1), value(depth - 1)});
        case 2:
          return call(Function::logicalNot, {value(depth - 1)});
        case 3: {
          ir::Case cases;
          for (int i = 1 + pick(2); i > 0; --i) cases.branches.push_back({pred(depth - 1), value(depth - 1)});
          if (pick(2) == 0) cases.otherwise = value(depth - 1);
          return {std::move(cases), {}};
        }
        default:
          break;
      }
    switch (pick(6)) {
      case 0:
        return operand();
      case 1:
        return call(Function::exists, {ir::Val{field(), {}}});
      case 2:
        return call(Function::in, {operand(), literal(), literal()});
      case 3:
        return call(Function::equal, {call(Function::add, {operand(), literal()}), operand()});
      default: {
        static constexpr Function kComparisons[] = {Function::equal,     Function::notEqual, Function::less,
                                                    Function::lessEqual, Function::greater,  Function::greaterEqual};
        return call(kComparisons[pick(6)], {operand(), operand()});
      }
    }
  }

  std::mt19937 random_;
};

}  // namespace quarry::test
