// The normal form of plans: every condition and value in its own, and scores compared in their labels' spelling.
#include <algorithm>

#include "ir/normalise.h"
#include "quarry/base/text.h"
#include "quarry/ir/field_set.h"
#include "quarry/ir/passes.h"

namespace quarry::ir {

namespace {

// A score holds exactly the labels it was made with: a test on it needs no fold, once the label is spelt alike.
class Spelling {
 public:
  explicit Spelling(const FieldSet& fields) : fields_(fields) {}

  void pred(Pred& pred) {
    std::visit(base::overloaded{
                   [](Constant&) {},
                   [&](And& all) {
                     for (Pred& inner : all.of) this->pred(inner);
                   },
                   [&](Or& any) {
                     for (Pred& inner : any.of) this->pred(inner);
                   },
                   [&](Not& negated) { this->pred(*negated.of); },
                   [&](Test& test) { this->test(test); },
                   [](AnyElement&) {},  // names within the element are no columns
                   [&](IsTrue& isTrue) { value(isTrue.value); },
               },
               pred.node);
  }
  void value(Val& value) {
    if (auto* call = std::get_if<Call>(&value.node))
      for (Val& argument : call->arguments) this->value(argument);
    auto* cases = std::get_if<Case>(&value.node);
    if (cases == nullptr) return;
    for (Case::Branch& branch : cases->branches) {
      pred(*branch.when);
      this->value(*branch.then);
    }
    if (cases->otherwise) this->value(**cases->otherwise);
  }

 private:
  void test(Test& test) {
    if (test.op != Op::matches || test.fold == Fold::exact) return;
    const Type type = fields_.typeOf(test.field).value_or(Type{});
    if (type.kind != TypeKind::ordinal) return;
    std::vector<Operand> spelt;
    for (const Operand& operand : test.operands) {
      const auto* glob = std::get_if<Glob>(&operand.value);
      if (glob == nullptr || shape(*glob) != GlobShape::exact) return;
      const std::size_t before = spelt.size();
      for (const std::string& label : type.labels)
        if (base::equalsIgnoringCase(label, literal(*glob))) spelt.push_back({exactGlob(label), operand.origin});
      if (spelt.size() == before) return;  // no label: verification names it
    }
    test.operands = std::move(spelt);
    test.fold = Fold::exact;
  }

  const FieldSet& fields_;
};

void normaliseSteps(std::vector<Step>& steps, FieldSet fields) {
  for (Step& step : steps) {
    const auto condition = [&](Pred& pred) {
      Spelling(fields).pred(pred);
      pred = normalised(std::move(pred));
    };
    const auto value = [&](Val& of) {
      Spelling(fields).value(of);
      normaliseValue(of);
    };
    std::visit(base::overloaded{
                   [&](Filter& filter) { condition(filter.where); },
                   [&](Extend& extend) {
                     for (Assignment& column : extend.columns) {
                       value(column.value);
                       fields.columns.set(column.name, column.type);  // the next column may read it
                     }
                   },
                   [](Expand&) {},
                   [&](Branch& branch) {
                     for (auto& arm : branch.arms) normaliseSteps(arm, fields);
                   },
                   [&](Group& group) {
                     for (GroupKey& key : group.keys) value(key.value);
                     for (Measure& measure : group.measures) {
                       for (Val& argument : measure.arguments) value(argument);
                       if (measure.condition) condition(*measure.condition);
                     }
                   },
                   [](Project&) {},
                   [](Sort&) {},
                   [](Limit&) {},
                   [](Apply&) {},
               },
               step.node);
    fields = after(fields, step);
  }
}

}  // namespace

void normalise(Plan& plan) {
  for (Plan* part : partsOf(plan.source)) normalise(*part);
  normaliseSteps(plan.steps, fieldsOf(plan.source));
}

}  // namespace quarry::ir
