// Conditions. Two-valued: a leaf on a missing, null or mistyped value is false, Not is the complement, and there is no
// "not equal" leaf.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "quarry/base/box.h"
#include "quarry/base/origin.h"
#include "quarry/ir/field.h"
#include "quarry/ir/pattern.h"
#include "quarry/ir/value.h"

namespace quarry::ir {

enum class Op {
  matches,  // operands: Glob (text) or Regex
  equals,   // operands: Number or bool
  less,
  lessEqual,
  greater,
  greaterEqual,  // one Number
  present,       // no operand: the field is there, whatever its value
  null,          // no operand: the field is absent or null
  inNetwork,     // operands: Network
  sameAs,        // operands: OtherField
  inList,        // one Listed: the value is among its entries, or in one of its networks
};

// How letters compare. Lowering always decides; no target adds its own default.
enum class Fold { exact, ascii, unicode };
// Over an array: some element, or every element of a non-empty array.
enum class Quantifier { any, all };
enum class Domain { text, number, boolean, time, ip };

// The field holds for at least one of the operands.
struct Test {
  FieldRef field;
  Op op = Op::matches;
  Fold fold = Fold::exact;
  Quantifier quantifier = Quantifier::any;
  Domain domain = Domain::text;
  std::vector<Operand> operands;

  friend bool operator==(const Test&, const Test&) = default;
};

struct Pred;

struct Constant {
  bool value = true;

  friend bool operator==(const Constant&, const Constant&) = default;
};
struct And {
  std::vector<Pred> of;

  friend bool operator==(const And&, const And&);
};
struct Or {
  std::vector<Pred> of;

  friend bool operator==(const Or&, const Or&);
};
struct Not {
  base::Box<Pred> of;

  friend bool operator==(const Not&, const Not&);
};
// Some element of the array meets the whole condition; the condition's fields are paths within the element.
struct AnyElement {
  FieldRef array;
  base::Box<Pred> condition;

  friend bool operator==(const AnyElement&, const AnyElement&);
};
// The only bridge from values: true exactly if the value is present and true.
struct IsTrue {
  Val value;

  friend bool operator==(const IsTrue&, const IsTrue&) = default;
};

struct Pred {
  std::variant<Constant, And, Or, Not, Test, AnyElement, IsTrue> node;
  base::Origin origin;

  friend bool operator==(const Pred&, const Pred&) = default;
};

Pred conjunction(std::vector<Pred> of, base::Origin origin = {});
Pred disjunction(std::vector<Pred> of, base::Origin origin = {});
Pred negation(Pred of, base::Origin origin = {});

std::string print(const Pred& pred);

inline bool operator==(const And& a, const And& b) { return a.of == b.of; }
inline bool operator==(const Or& a, const Or& b) { return a.of == b.of; }
inline bool operator==(const Not& a, const Not& b) { return a.of == b.of; }
inline bool operator==(const AnyElement& a, const AnyElement& b) {
  return a.array == b.array && a.condition == b.condition;
}
inline bool operator==(const Call& a, const Call& b) { return a.function == b.function && a.arguments == b.arguments; }
inline bool operator==(const Case::Branch& a, const Case::Branch& b) { return a.when == b.when && a.then == b.then; }
inline bool operator==(const Case& a, const Case& b) { return a.branches == b.branches && a.otherwise == b.otherwise; }

}  // namespace quarry::ir
