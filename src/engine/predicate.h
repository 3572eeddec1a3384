// Conditions, ready to be held against rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/expression.h"
#include "engine/machine.h"
#include "engine/network.h"
#include "engine/row.h"
#include "engine/text_matcher.h"
#include "quarry/ir/pred.h"

namespace quarry::engine {

class Compiler;

// One ir::Test.
struct Leaf {
  Access field;
  bool isRaw = false;
  ir::Op op{};
  ir::Quantifier quantifier{};
  std::unique_ptr<TextMatcher> text;  // matches
  std::vector<double> numbers;        // equals and the comparisons
  std::vector<bool> flags;            // equals
  Networks networks;
  struct Other {
    Access field;
    ir::OtherField::Where where;
  };
  std::vector<Other> others;
  ir::Fold fold{};
};

struct Predicate {
  enum class Kind { constant, all, any, negated, leaf, element, value };

  Kind kind = Kind::constant;
  bool constant = true;
  std::vector<Predicate> of;  // all, any; one for negated
  std::shared_ptr<const Leaf> leaf;
  struct Element;
  std::shared_ptr<Element> element;
  std::shared_ptr<const Expression> value;
  const ir::Pred* source = nullptr;
};

// The conditions on one element of an array: fields are paths within the element.
struct Predicate::Element {
  Access array;
  FieldTable fields;
  Predicate condition;
  Record record;  // the element at hand
};

Predicate compile(const ir::Pred& pred, Compiler& compiler);

bool holds(const Predicate& predicate, const Row& row, Machine& machine);
bool holds(const Leaf& leaf, const Row& row, Machine& machine);

}  // namespace quarry::engine
