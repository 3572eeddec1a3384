// The normal form of conditions, and with it of plans.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "ir/truth.h"
#include "quarry/base/text.h"
#include "quarry/ir/field_set.h"
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

// Unambiguous, and the same exactly for operands that mean the same: what duplicates are found by.
std::string key(const Operand& operand) {
  Test test;
  test.operands.push_back(operand);
  return std::to_string(operand.value.index()) + print(Pred{std::move(test), {}});
}

Pred normalisedTest(Test test, const base::Origin& origin) {
  if (test.operands.size() > 1) {
    std::vector<Operand> unique;
    std::unordered_map<std::string, std::size_t> seen;
    for (Operand& operand : test.operands) {
      const auto [at, isNew] = seen.emplace(key(operand), unique.size());
      if (isNew) unique.push_back(std::move(operand));
      else unique[at->second].origin |= operand.origin;
    }
    test.operands = std::move(unique);
  }
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

// Tests on one field that differ in their operands only are one test with all operands. Empty: a test that cannot merge.
std::string mergeKey(const Pred& pred) {
  const auto* test = std::get_if<Test>(&pred.node);
  if (test == nullptr || test->quantifier != Quantifier::any || test->operands.empty()) return {};
  if (test->op != Op::matches && test->op != Op::equals && test->op != Op::inNetwork) return {};
  // A regex and a glob do not share an operand list: targets print them differently.
  const bool regex = std::holds_alternative<Regex>(test->operands.front().value);
  std::string key = std::to_string(static_cast<int>(test->field.kind)) + test->field.name;
  for (const int part : {static_cast<int>(test->op), static_cast<int>(test->fold), static_cast<int>(test->domain), regex ? 1 : 0})
    key += '\n' + std::to_string(part);
  return key;
}

void mergeTests(std::vector<Pred>& of) {
  std::vector<Pred> merged;
  std::vector<bool> grew;
  std::unordered_map<std::string, std::size_t> seen;
  for (Pred& pred : of) {
    const std::string key = mergeKey(pred);
    const auto [at, isNew] = key.empty() ? std::pair(seen.end(), true) : seen.emplace(key, merged.size());
    if (isNew) {
      merged.push_back(std::move(pred));
      grew.push_back(false);
      continue;
    }
    Pred& first = merged[at->second];
    auto& operands = std::get<Test>(first.node).operands;
    const auto& more = std::get<Test>(pred.node).operands;
    operands.insert(operands.end(), more.begin(), more.end());
    grew[at->second] = true;
  }
  for (std::size_t i = 0; i < merged.size(); ++i)
    if (grew[i]) merged[i] = normalisedTest(std::move(std::get<Test>(merged[i].node)), merged[i].origin);
  of = std::move(merged);
}

// And with neutral == true, Or with neutral == false.
template <class Group>
Pred flattened(Group group, bool neutral, const base::Origin& origin) {
  std::vector<Pred> of;
  std::unordered_set<std::string> seen;
  for (Pred& pred : group.of) {
    Pred inner = normalised(std::move(pred));
    if (isConstant(inner, !neutral)) return constant(!neutral, origin);
    if (isConstant(inner, neutral)) continue;
    if (auto* same = std::get_if<Group>(&inner.node)) {
      for (Pred& deeper : same->of)
        if (seen.insert(print(deeper)).second) of.push_back(std::move(deeper));
    } else if (seen.insert(print(inner)).second) {
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

// A score holds exactly the labels it was made with: a test on it needs no fold, once the label is spelt alike.
void spellLabels(Pred& pred, const FieldSet& fields) {
  if (auto* all = std::get_if<And>(&pred.node))
    for (Pred& inner : all->of) spellLabels(inner, fields);
  if (auto* any = std::get_if<Or>(&pred.node))
    for (Pred& inner : any->of) spellLabels(inner, fields);
  if (auto* negated = std::get_if<Not>(&pred.node)) spellLabels(*negated->of, fields);
  auto* test = std::get_if<Test>(&pred.node);
  if (test == nullptr || test->op != Op::matches || test->fold == Fold::exact) return;
  const Type type = fields.typeOf(test->field).value_or(Type{});
  if (type.kind != TypeKind::ordinal) return;
  std::vector<Operand> spelt = test->operands;
  for (Operand& operand : spelt) {
    const auto* glob = std::get_if<Glob>(&operand.value);
    if (glob == nullptr || shape(*glob) != GlobShape::exact) return;
    const auto label = std::find_if(type.labels.begin(), type.labels.end(), [&](const std::string& l) { return base::equalsIgnoringCase(l, literal(*glob)); });
    if (label == type.labels.end()) return;
    operand.value = exactGlob(*label);
  }
  test->operands = std::move(spelt);
  test->fold = Fold::exact;
}

void normaliseSteps(std::vector<Step>& steps) {
  FieldSet fields = initialFields();
  for (Step& step : steps) {
    std::visit(base::overloaded{
                   [&](Filter& filter) {
                     filter.where = normalised(std::move(filter.where));
                     spellLabels(filter.where, fields);
                   },
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
    fields = after(fields, step);
  }
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
