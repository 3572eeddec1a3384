// The normal form of conditions.
#include <string>
#include <unordered_map>

#include "ir/normalise.h"
#include "ir/truth.h"
#include "quarry/ir/passes.h"

namespace quarry::ir {

namespace {

Pred constant(bool value, const base::Origin& origin) { return {Constant{value}, origin}; }

bool isConstant(const Pred& pred, bool value) {
  const auto* known = std::get_if<Constant>(&pred.node);
  return known != nullptr && known->value == value;
}

std::size_t mixed(std::size_t seed, std::size_t more) { return (seed ^ more) * 0x9E3779B97F4A7C15; }

std::size_t hash(const Test& test) {
  std::size_t seed = mixed(std::hash<std::string>{}(test.field.name), static_cast<std::size_t>(test.op));
  for (const Operand& operand : test.operands)
    if (const auto* glob = std::get_if<Glob>(&operand.value))
      for (const GlobToken& token : glob->tokens) {
        const auto* text = std::get_if<std::string>(&token);
        seed = mixed(seed, text == nullptr ? token.index() : std::hash<std::string>{}(*text));
      }
  return seed;
}

// Equal conditions have the same number; others seldom do.
std::size_t hash(const Pred& pred) {
  const auto ofAll = [&](const std::vector<Pred>& all) {
    std::size_t seed = pred.node.index();
    for (const Pred& inner : all) seed = mixed(seed, hash(inner));
    return seed;
  };
  if (const auto* test = std::get_if<Test>(&pred.node)) return hash(*test);
  if (const auto* all = std::get_if<And>(&pred.node)) return ofAll(all->of);
  if (const auto* any = std::get_if<Or>(&pred.node)) return ofAll(any->of);
  if (const auto* negated = std::get_if<Not>(&pred.node)) return mixed(pred.node.index(), hash(*negated->of));
  return pred.node.index();
}

// Keeps the first of equal conditions, in order.
class Distinct {
 public:
  void add(Pred pred) {
    const std::size_t number = hash(pred);
    const auto [begin, end] = seen_.equal_range(number);
    for (auto at = begin; at != end; ++at)
      if (Pred& same = of_[at->second]; same == pred) {
        same.origin |= pred.origin;
        return;
      }
    seen_.emplace(number, of_.size());
    of_.push_back(std::move(pred));
  }
  std::vector<Pred> take() { return std::move(of_); }

 private:
  std::vector<Pred> of_;
  std::unordered_multimap<std::size_t, std::size_t> seen_;
};

// And with neutral == true, Or with neutral == false.
template <class Group>
Pred flattened(Group group, bool neutral, const base::Origin& origin) {
  Distinct distinct;
  for (Pred& pred : group.of) {
    Pred inner = normalised(std::move(pred));
    if (isConstant(inner, !neutral)) return constant(!neutral, origin);
    if (isConstant(inner, neutral)) continue;
    if (auto* same = std::get_if<Group>(&inner.node))
      for (Pred& deeper : same->of) distinct.add(std::move(deeper));
    else
      distinct.add(std::move(inner));
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
