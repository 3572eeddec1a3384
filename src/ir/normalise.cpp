// The normal form of conditions.
#include "ir/normalise.h"
#include "ir/truth.h"
#include "quarry/ir/hash.h"
#include "quarry/ir/passes.h"

namespace quarry::ir {

namespace {

Pred constant(bool value, const base::Origin& origin) { return {Constant{value}, origin}; }

bool isConstant(const Pred& pred, bool value) {
  const auto* known = std::get_if<Constant>(&pred.node);
  return known != nullptr && known->value == value;
}

// And with neutral == true, Or with neutral == false.
template <class Group>
Pred flattened(Group group, bool neutral, const base::Origin& origin) {
  Distinct<Pred> distinct;
  // The places of a condition that stands twice are those of both.
  const auto add = [&](Pred pred) {
    const base::Origin places = pred.origin;
    bool isNew = false;
    Pred& kept = distinct.add(std::move(pred), isNew);
    if (!isNew) kept.origin |= places;
  };
  for (Pred& pred : group.of) {
    Pred inner = normalised(std::move(pred));
    if (isConstant(inner, !neutral)) return constant(!neutral, origin);
    if (isConstant(inner, neutral)) continue;
    if (auto* same = std::get_if<Group>(&inner.node))
      for (Pred& deeper : same->of) add(std::move(deeper));
    else
      add(std::move(inner));
  }
  std::vector<Pred> of = distinct.take();
  if (!neutral) mergeTests(of);
  if (of.empty()) return constant(neutral, origin);
  if (of.size() == 1) return std::move(of.front());
  return {Group{std::move(of)}, origin};
}

// A null value counts as absent (no platform tells the two apart), so for a field that holds one value `not null` is
// `present`. Of a path into every element it is not: one element may lack what another has.
bool isPlainNull(const Pred& pred) {
  const auto* test = std::get_if<Test>(&pred.node);
  return test != nullptr && test->op == Op::null && test->quantifier == Quantifier::any &&
         test->field.name.find("[]") == std::string::npos;
}

Pred complement(Pred inner, const base::Origin& origin) {
  if (const auto* known = std::get_if<Constant>(&inner.node)) return constant(!known->value, origin);
  if (auto* twice = std::get_if<Not>(&inner.node)) {
    Pred once = std::move(*twice->of);
    return once;
  }
  if (isPlainNull(inner)) {
    Test present = std::move(std::get<Test>(inner.node));
    present.op = Op::present;
    return {std::move(present), origin};
  }
  return {Not{std::move(inner)}, origin};
}

}  // namespace

Pred normalised(Pred pred) {
  const base::Origin origin = pred.origin;
  return std::visit(base::overloaded{
                        [&](Constant known) -> Pred {
                          return {known, origin};
                        },
                        [&](And& all) -> Pred { return flattened(std::move(all), true, origin); },
                        [&](Or& any) -> Pred { return flattened(std::move(any), false, origin); },
                        [&](Not& negated) -> Pred { return complement(normalised(std::move(*negated.of)), origin); },
                        [&](Test& test) -> Pred { return normalisedTest(std::move(test), origin); },
                        [&](AnyElement& element) -> Pred {
                          Pred condition = normalised(std::move(*element.condition));
                          if (isConstant(condition, false)) return constant(false, origin);
                          return {AnyElement{std::move(element.array), std::move(condition)}, origin};
                        },
                        [&](IsTrue& isTrue) -> Pred {
                          normaliseValue(isTrue.value);
                          std::optional<Pred> simpler = truthOf(isTrue.value, origin);
                          if (simpler) return normalised(std::move(*simpler));
                          return {std::move(isTrue), origin};
                        },
                    },
                    pred.node);
}

}  // namespace quarry::ir
