#include "target/factor.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "quarry/base/limits.h"
#include "quarry/ir/hash.h"
#include "quarry/ir/passes.h"
#include "target/rename.h"

namespace quarry::target {

namespace {

using Conjuncts = std::vector<ir::Pred>;

// A name in a rule may be bound to more than one field of a platform, which comparing names does not tell.
std::vector<const ir::PhysicalField*> fieldsOf(const ir::Pred& pred) {
  std::vector<const ir::PhysicalField*> fields;
  ir::Pred copy = pred;
  renameFields(copy, [&](ir::FieldRef& field) { fields.push_back(field.physical.get()); });
  return fields;
}

bool sameField(const ir::PhysicalField* a, const ir::PhysicalField* b) {
  return a == b || (a != nullptr && b != nullptr && a->name == b->name && a->path == b->path && a->access == b->access);
}

bool same(const ir::Pred& a, const ir::Pred& b) {
  if (a.node.index() != b.node.index() || std::holds_alternative<ir::AnyElement>(a.node) || !(a == b)) return false;
  const auto x = fieldsOf(a), y = fieldsOf(b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), sameField);
}

// Whether one list of operands can say what two tests ask of one field.
bool joinable(const ir::Pred& a, const ir::Pred& b) {
  const auto* x = std::get_if<ir::Test>(&a.node);
  const auto* y = std::get_if<ir::Test>(&b.node);
  if (x == nullptr || y == nullptr || x->op != y->op || x->fold != y->fold || x->domain != y->domain) return false;
  if (x->op != ir::Op::matches && x->op != ir::Op::equals && x->op != ir::Op::inNetwork) return false;
  if (x->quantifier != ir::Quantifier::any || y->quantifier != ir::Quantifier::any || !(x->field == y->field) ||
      !sameField(x->field.physical.get(), y->field.physical.get()))
    return false;
  const std::size_t kind = x->operands.front().value.index();
  const auto ofKind = [&](const ir::Operand& operand) { return operand.value.index() == kind; };
  return std::all_of(x->operands.begin(), x->operands.end(), ofKind) &&
         std::all_of(y->operands.begin(), y->operands.end(), ofKind);
}

Conjuncts conjunctsOf(ir::Pred pred) {
  if (auto* all = std::get_if<ir::And>(&pred.node)) return std::move(all->of);
  Conjuncts one;
  one.push_back(std::move(pred));
  return one;
}

ir::Pred all(Conjuncts of, const base::Origin& origin) {
  if (of.size() == 1) return std::move(of.front());
  return {ir::And{std::move(of)}, origin};
}

// The parts of an arm, found by what they are; each is taken once.
class Parts {
 public:
  explicit Parts(const Conjuncts& of) : of_(of), taken_(of.size()) {
    for (std::size_t i = 0; i < of.size(); ++i) byHash_.emplace(ir::hash(of[i]), i);
  }

  // The first part that is the same and not taken; none if there is no such.
  std::optional<std::size_t> find(const ir::Pred& pred) const {
    std::optional<std::size_t> found;
    const auto [begin, end] = byHash_.equal_range(ir::hash(pred));
    for (auto at = begin; at != end; ++at)
      if ((!found || at->second < *found) && !taken_[at->second] && same(of_[at->second], pred)) found = at->second;
    return found;
  }
  void take(std::size_t part) { taken_[part] = true; }
  bool isTaken(std::size_t part) const { return taken_[part]; }

 private:
  const Conjuncts& of_;
  std::vector<bool> taken_;
  std::unordered_multimap<std::size_t, std::size_t> byHash_;
};

Conjuncts withoutTaken(Conjuncts of, const Parts& parts) {
  Conjuncts left;
  for (std::size_t i = 0; i < of.size(); ++i)
    if (!parts.isTaken(i)) left.push_back(std::move(of[i]));
  return left;
}

// Takes what every arm has out of the arms.
Conjuncts takeCommon(std::vector<Conjuncts>& arms) {
  std::vector<Parts> parts;
  parts.reserve(arms.size());
  for (const Conjuncts& arm : arms) parts.emplace_back(arm);
  Conjuncts common;
  for (std::size_t i = 0; i < arms.front().size(); ++i) {
    std::vector<std::size_t> found;
    for (std::size_t arm = 1; arm < arms.size(); ++arm) {
      const auto at = parts[arm].find(arms.front()[i]);
      if (!at) break;
      found.push_back(*at);
    }
    if (found.size() + 1 < arms.size()) continue;
    ir::Pred part = arms.front()[i];
    parts.front().take(i);
    for (std::size_t arm = 1; arm < arms.size(); ++arm) {
      part.origin |= arms[arm][found[arm - 1]].origin;
      parts[arm].take(found[arm - 1]);
    }
    common.push_back(std::move(part));
  }
  if (common.empty()) return common;
  for (std::size_t arm = 0; arm < arms.size(); ++arm) {
    Conjuncts left = withoutTaken(arms[arm], parts[arm]);
    arms[arm] = std::move(left);
  }
  return common;
}

// Two arms that differ in the values of one test become one. True if they did.
bool joined(Conjuncts& into, Conjuncts& other) {
  if (into.size() != other.size() || into.size() < 2) return false;
  ir::Pred *here = nullptr, *there = nullptr;
  Parts parts(other);
  for (ir::Pred& one : into) {
    if (const auto at = parts.find(one)) {
      parts.take(*at);
      continue;
    }
    if (here != nullptr) return false;
    here = &one;
  }
  if (here == nullptr) return true;  // the same arm twice
  for (std::size_t i = 0; i < other.size(); ++i)
    if (!parts.isTaken(i)) there = &other[i];
  if (!joinable(*here, *there)) return false;
  auto& values = std::get<ir::Test>(here->node).operands;
  for (ir::Operand& operand : std::get<ir::Test>(there->node).operands)
    if (std::find(values.begin(), values.end(), operand) == values.end()) values.push_back(std::move(operand));
  here->origin |= there->origin;
  return true;
}

bool isTest(const ir::Pred& pred) { return std::holds_alternative<ir::Test>(pred.node); }

// Where each of `known` holds, it need not be asked again. True if one was asked somewhere.
bool assume(ir::Pred& pred, const Parts& known) {
  if (isTest(pred)) {
    if (!known.find(pred)) return false;
    pred = {ir::Constant{true}, pred.origin};
    return true;
  }
  const auto each = [&](std::vector<ir::Pred>& of) {
    bool asked = false;
    for (ir::Pred& one : of) asked = assume(one, known) || asked;
    return asked;
  };
  return std::visit(base::overloaded{
                        [&](ir::And& conjunction) { return each(conjunction.of); },
                        [&](ir::Or& any) { return each(any.of); },
                        [&](ir::Not& negated) { return assume(*negated.of, known); },
                        [](auto&) { return false; },
                    },
                    pred.node);
}

// True if something need not be asked.
bool assumeEachOther(Conjuncts& parts) {
  Conjuncts tests;
  std::copy_if(parts.begin(), parts.end(), std::back_inserter(tests), isTest);
  if (tests.empty() || tests.size() == parts.size()) return false;
  const Parts known(tests);
  bool changed = false;
  for (ir::Pred& part : parts)
    if (!isTest(part)) changed = assume(part, known) || changed;
  return changed;
}

// The conditions below are in normal form, and only what changes is brought to it again: these do it in place and
// return whether they changed something.
bool factor(ir::Pred& pred);

bool factorOr(ir::Pred& pred) {
  auto& of = std::get<ir::Or>(pred.node).of;
  if (std::all_of(of.begin(), of.end(), isTest)) return false;
  bool changed = false;
  std::vector<Conjuncts> arms;
  for (ir::Pred& one : of) {
    changed = factor(one) || changed;
    arms.push_back(conjunctsOf(std::move(one)));
  }
  for (std::size_t i = 0; i < arms.size() && arms.size() <= base::limit::kJoinedArms; ++i)
    for (std::size_t j = i + 1; j < arms.size();)
      if (joined(arms[i], arms[j])) {
        arms.erase(arms.begin() + static_cast<std::ptrdiff_t>(j));
        changed = true;
      } else {
        ++j;
      }
  if (arms.size() == 1) {
    pred = all(std::move(arms.front()), pred.origin);
    return true;
  }
  Conjuncts parts = takeCommon(arms);
  changed = changed || !parts.empty();
  // An arm that is nothing but what all share makes the others superfluous.
  if (std::none_of(arms.begin(), arms.end(), [](const Conjuncts& arm) { return arm.empty(); })) {
    std::vector<ir::Pred> rest;
    rest.reserve(arms.size());
    for (Conjuncts& arm : arms) rest.push_back(all(std::move(arm), pred.origin));
    ir::Pred any{ir::Or{std::move(rest)}, pred.origin};
    parts.push_back(changed ? ir::normalised(std::move(any)) : std::move(any));
  }
  assumeEachOther(parts);
  pred = all(std::move(parts), pred.origin);
  if (changed) pred = ir::normalised(std::move(pred));
  return changed;
}

bool factorAnd(ir::Pred& pred) {
  auto& of = std::get<ir::And>(pred.node).of;
  if (std::all_of(of.begin(), of.end(), isTest)) return false;
  bool changed = false;
  Conjuncts parts;
  for (ir::Pred& one : of) {
    changed = factor(one) || changed;
    for (ir::Pred& part : conjunctsOf(std::move(one))) parts.push_back(std::move(part));
  }
  changed = assumeEachOther(parts) || changed;
  pred = all(std::move(parts), pred.origin);
  if (changed) pred = ir::normalised(std::move(pred));
  return changed;
}

bool isPlainNull(const ir::Pred& pred) {
  const auto* test = std::get_if<ir::Test>(&pred.node);
  return test != nullptr && test->op == ir::Op::null && test->quantifier == ir::Quantifier::any &&
         test->field.name.find("[]") == std::string::npos;
}

Conjuncts withoutNulls(ir::Pred negated) {
  auto* inner = std::get_if<ir::Or>(&std::get<ir::Not>(negated.node).of->node);
  Conjuncts out;
  if (inner == nullptr) {
    out.push_back(std::move(negated));
    return out;
  }
  std::vector<ir::Pred> rest;
  for (ir::Pred& one : inner->of) {
    if (!isPlainNull(one)) {
      rest.push_back(std::move(one));
      continue;
    }
    std::get<ir::Test>(one.node).op = ir::Op::present;
    out.push_back(std::move(one));
  }
  if (rest.empty()) return out;
  const base::Origin origin = negated.origin;
  ir::Pred any = rest.size() == 1 ? std::move(rest.front()) : ir::Pred{ir::Or{std::move(rest)}, origin};
  out.push_back({ir::Not{std::move(any)}, origin});
  return out;
}

bool factorNot(ir::Pred& pred) {
  const bool changed = factor(*std::get<ir::Not>(pred.node).of);
  const auto* any = std::get_if<ir::Or>(&std::get<ir::Not>(pred.node).of->node);
  if (any == nullptr || std::none_of(any->of.begin(), any->of.end(), isPlainNull)) return changed;
  const base::Origin origin = pred.origin;
  pred = all(withoutNulls(std::move(pred)), origin);
  return true;
}

bool factor(ir::Pred& pred) {
  if (std::holds_alternative<ir::Or>(pred.node)) return factorOr(pred);
  if (std::holds_alternative<ir::And>(pred.node)) return factorAnd(pred);
  if (std::holds_alternative<ir::Not>(pred.node)) return factorNot(pred);
  return false;
}

}  // namespace

ir::Pred factored(ir::Pred pred) {
  factor(pred);
  return pred;
}

void factorFilters(ir::Plan& plan) {
  for (ir::Step& step : plan.steps)
    if (auto* filter = std::get_if<ir::Filter>(&step.node)) factor(filter->where);
}

}  // namespace quarry::target
