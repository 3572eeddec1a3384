// The normal form of conditions, and with it of plans.
#include <algorithm>

#include "ir/truth.h"
#include "quarry/base/text.h"
#include "quarry/ir/passes.h"

namespace quarry::ir {

namespace {

Pred constant(bool value, const base::Origin& origin) { return {Constant{value}, origin}; }

bool isConstant(const Pred& pred, bool value) {
  const auto* known = std::get_if<Constant>(&pred.node);
  return known != nullptr && known->value == value;
}

// Letters that have no case compare exactly: an exact compare is what every platform does best.
bool operandHasCase(const Operand& operand) {
  if (const auto* glob = std::get_if<Glob>(&operand.value)) {
    return std::any_of(glob->tokens.begin(), glob->tokens.end(), [](const GlobToken& token) {
      const auto* text = std::get_if<std::string>(&token);
      return text != nullptr && base::hasCase(*text);
    });
  }
  return !std::holds_alternative<Regex>(operand.value);
}

Pred normalisedTest(Test test, const base::Origin& origin) {
  std::vector<Operand> unique;
  for (Operand& operand : test.operands) {
    const auto same = std::find(unique.begin(), unique.end(), operand);
    if (same == unique.end()) unique.push_back(std::move(operand));
    else same->origin |= operand.origin;
  }
  test.operands = std::move(unique);
  const bool needsOperand = test.op != Op::present && test.op != Op::null;
  if (needsOperand && test.operands.empty()) return constant(false, origin);
  // `*` alone matches any text, so the field only has to be there.
  if (test.op == Op::matches && test.quantifier == Quantifier::any &&
      std::any_of(test.operands.begin(), test.operands.end(), [](const Operand& operand) {
        const auto* glob = std::get_if<Glob>(&operand.value);
        return glob != nullptr && shape(*glob) == GlobShape::anything;
      }) &&
      test.field.kind != FieldRef::Kind::raw) {
    test.op = Op::present;
    test.operands.clear();
    test.fold = Fold::exact;
  }
  if (test.fold != Fold::exact && std::none_of(test.operands.begin(), test.operands.end(), operandHasCase)) test.fold = Fold::exact;
  return {std::move(test), origin};
}

// Tests on one field that differ in their operands only are one test with all operands.
bool canMerge(const Test& a, const Test& b) {
  // A regex and a glob do not share an operand list: targets print them differently.
  const auto isRegex = [](const Test& t) { return !t.operands.empty() && std::holds_alternative<Regex>(t.operands.front().value); };
  return a.field == b.field && a.op == b.op && a.fold == b.fold && a.quantifier == b.quantifier && a.domain == b.domain &&
         a.quantifier == Quantifier::any && !a.operands.empty() && !b.operands.empty() && isRegex(a) == isRegex(b) &&
         (a.op == Op::matches || a.op == Op::equals || a.op == Op::inNetwork);
}

void mergeTests(std::vector<Pred>& of) {
  for (std::size_t i = 0; i < of.size(); ++i) {
    auto* first = std::get_if<Test>(&of[i].node);
    if (first == nullptr) continue;
    for (std::size_t k = i + 1; k < of.size();) {
      auto* other = std::get_if<Test>(&of[k].node);
      if (other == nullptr || !canMerge(*first, *other)) {
        ++k;
        continue;
      }
      first->operands.insert(first->operands.end(), other->operands.begin(), other->operands.end());
      const base::Origin origin = of[i].origin | of[k].origin;
      of[i] = normalisedTest(std::move(*first), origin);
      of.erase(of.begin() + static_cast<std::ptrdiff_t>(k));
      first = std::get_if<Test>(&of[i].node);
      if (first == nullptr) break;
    }
  }
}

// And with neutral == true, Or with neutral == false.
template <class Group>
Pred flattened(Group group, bool neutral, const base::Origin& origin) {
  std::vector<Pred> of;
  for (Pred& pred : group.of) {
    Pred inner = normalised(std::move(pred));
    if (isConstant(inner, !neutral)) return constant(!neutral, origin);
    if (isConstant(inner, neutral)) continue;
    if (auto* same = std::get_if<Group>(&inner.node)) {
      for (Pred& deeper : same->of) of.push_back(std::move(deeper));
    } else if (std::find(of.begin(), of.end(), inner) == of.end()) {
      of.push_back(std::move(inner));
    }
  }
  if (!neutral) mergeTests(of);
  if (of.empty()) return constant(neutral, origin);
  if (of.size() == 1) return std::move(of.front());
  return {Group{std::move(of)}, origin};
}

Pred complement(Pred inner, const base::Origin& origin) {
  if (const auto* known = std::get_if<Constant>(&inner.node)) return constant(!known->value, origin);
  if (auto* twice = std::get_if<Not>(&inner.node)) {
    Pred once = std::move(*twice->of);
    return once;
  }
  return {Not{std::move(inner)}, origin};
}

}  // namespace

Pred normalised(Pred pred) {
  const base::Origin origin = pred.origin;
  return std::visit(base::overloaded{
                        [&](Constant known) -> Pred { return {known, origin}; },
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

void normaliseValue(Val& value) {
  std::visit(base::overloaded{
                 [](Literal&) {},
                 [](FieldRef&) {},
                 [](Call& call) {
                   for (Val& argument : call.arguments) normaliseValue(argument);
                 },
                 [](Case& cases) {
                   for (Case::Branch& branch : cases.branches) {
                     branch.when = normalised(std::move(*branch.when));
                     normaliseValue(*branch.then);
                   }
                   if (cases.otherwise) normaliseValue(**cases.otherwise);
                 },
             },
             value.node);
}

namespace {

void normaliseSteps(std::vector<Step>& steps) {
  for (Step& step : steps)
    std::visit(base::overloaded{
                   [](Filter& filter) { filter.where = normalised(std::move(filter.where)); },
                   [](Extend& extend) {
                     for (Assignment& column : extend.columns) normaliseValue(column.value);
                   },
                   [](Expand&) {},
                   [](Branch& branch) {
                     for (auto& arm : branch.arms) normaliseSteps(arm);
                   },
                   [](Group& group) {
                     for (GroupKey& key : group.keys) normaliseValue(key.value);
                     for (Measure& measure : group.measures) {
                       for (Val& argument : measure.arguments) normaliseValue(argument);
                       if (measure.condition) measure.condition = normalised(std::move(*measure.condition));
                     }
                   },
                   [](Project&) {},
                   [](Sort&) {},
                   [](Limit&) {},
               },
               step.node);
  // A filter that lets everything through is no step.
  std::erase_if(steps, [](const Step& step) {
    const auto* filter = std::get_if<Filter>(&step.node);
    return filter != nullptr && isConstant(filter->where, true);
  });
}

}  // namespace

void normalise(Plan& plan) {
  if (auto* all = std::get_if<Union>(&plan.source))
    for (Plan& inner : all->of) normalise(inner);
  normaliseSteps(plan.steps);
}

}  // namespace quarry::ir
