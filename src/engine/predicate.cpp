#include "engine/predicate.h"

#include <algorithm>

#include "engine/compiler.h"
#include "quarry/base/box.h"

namespace quarry::engine {

namespace {

std::shared_ptr<const Leaf> compileLeaf(const ir::Test& test, Compiler& compiler) {
  auto leaf = std::make_shared<Leaf>();
  leaf->isRaw = test.field.kind == ir::FieldRef::Kind::raw;
  if (!leaf->isRaw) leaf->field = compiler.access(test.field);
  leaf->op = test.op;
  leaf->quantifier = test.quantifier;
  leaf->fold = test.fold;
  if (test.op == ir::Op::inList) {
    // Offline a list holds what the configuration gives it for tests.
    const auto& list = std::get<ir::Listed>(test.operands.front().value);
    leaf->op = list.networks ? ir::Op::inNetwork : ir::Op::matches;
    std::vector<ir::Operand> entries;
    for (const std::string& entry : list.test) {
      if (list.networks)
        leaf->networks.add(entry);
      else
        entries.push_back({ir::exactGlob(entry), {}});
    }
    if (!list.networks) leaf->text = std::make_unique<TextMatcher>(test.fold, entries);
    return leaf;
  }
  if (test.op == ir::Op::matches) {
    for (const ir::Operand& operand : test.operands)
      if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) compiler.checkRegex(*regex, operand.origin);
    leaf->text = std::make_unique<TextMatcher>(test.fold, test.operands);
  }
  for (const ir::Operand& operand : test.operands)
    std::visit(base::overloaded{
                   [](const ir::Glob&) {},
                   [](const ir::Regex&) {},
                   [&](const ir::Number& number) { leaf->numbers.push_back(number.value); },
                   [&](bool flag) { leaf->flags.push_back(flag); },
                   [&](const ir::Network& network) { leaf->networks.add(network.text); },
                   [](const ir::Listed&) {},
                   [&](const ir::OtherField& other) {
                     leaf->others.push_back({compiler.access(other.field), other.where});
                   },
               },
               operand.value);
  return leaf;
}

}  // namespace

Predicate compile(const ir::Pred& pred, Compiler& compiler) {
  Predicate made;
  made.source = &pred;
  const auto several = [&](Predicate::Kind kind, const std::vector<ir::Pred>& of) {
    made.kind = kind;
    for (const ir::Pred& part : of) made.of.push_back(compile(part, compiler));
  };
  std::visit(base::overloaded{
                 [&](const ir::Constant& known) { made.constant = known.value; },
                 [&](const ir::And& all) { several(Predicate::Kind::all, all.of); },
                 [&](const ir::Or& any) { several(Predicate::Kind::any, any.of); },
                 [&](const ir::Not& negated) {
                   made.kind = Predicate::Kind::negated;
                   made.of.push_back(compile(*negated.of, compiler));
                 },
                 [&](const ir::Test& test) {
                   made.kind = Predicate::Kind::leaf;
                   made.leaf = compileLeaf(test, compiler);
                 },
                 [&](const ir::AnyElement& element) {
                   made.kind = Predicate::Kind::element;
                   made.element = std::make_shared<Predicate::Element>();
                   ir::FieldRef array = element.array;
                   made.element->array = compiler.access(array);
                   Compiler inner = compiler.within(made.element->fields);
                   made.element->condition = compile(*element.condition, inner);
                 },
                 [&](const ir::IsTrue& isTrue) {
                   made.kind = Predicate::Kind::value;
                   made.value = std::make_shared<const Expression>(compile(isTrue.value, compiler));
                 },
             },
             pred.node);
  return made;
}

bool holds(const Predicate& predicate, const Row& row, Machine& machine) {
  switch (predicate.kind) {
    case Predicate::Kind::constant:
      return predicate.constant;
    case Predicate::Kind::all:
      return std::all_of(predicate.of.begin(), predicate.of.end(),
                         [&](const Predicate& part) { return holds(part, row, machine); });
    case Predicate::Kind::any:
      return std::any_of(predicate.of.begin(), predicate.of.end(),
                         [&](const Predicate& part) { return holds(part, row, machine); });
    case Predicate::Kind::negated:
      return !holds(predicate.of.front(), row, machine);
    case Predicate::Kind::leaf:
      return holds(*predicate.leaf, row, machine);
    case Predicate::Kind::element: {
      Predicate::Element& element = *predicate.element;
      bool found = false;
      row.with(element.array, [&](const View& array) {
        if (array.kind != View::Kind::many && array.kind != View::Kind::list) return;
        forEach(array, [&](const View& one) {
          if (one.kind == View::Kind::null) return true;
          element.record.loadElement(one, element.fields);
          Row inner(row.names(), element.fields);
          inner.reset(element.record);
          found = holds(element.condition, inner, machine);
          return !found;
        });
      });
      return found;
    }
    case Predicate::Kind::value:
      return truthOf(evaluate(*predicate.value, row, machine)) == true;
  }
  return false;
}

}  // namespace quarry::engine
