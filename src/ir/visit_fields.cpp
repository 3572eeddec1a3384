#include "quarry/ir/visit_fields.h"

namespace quarry::ir {

namespace {

struct Visitor {
  const std::function<void(const FieldRef&)>& see;

  void value(const Val& value) const {
    std::visit(base::overloaded{
                   [](const Literal&) {},
                   [&](const FieldRef& field) { see(field); },
                   [&](const Call& call) {
                     for (const Val& argument : call.arguments) this->value(argument);
                   },
                   [&](const Case& cases) {
                     for (const Case::Branch& branch : cases.branches) {
                       pred(*branch.when);
                       this->value(*branch.then);
                     }
                     if (cases.otherwise) this->value(**cases.otherwise);
                   },
                   [](const Apply&) {},
               },
               value.node);
  }

  void pred(const Pred& pred) const {
    std::visit(base::overloaded{
                   [](const Constant&) {},
                   [&](const And& all) {
                     for (const Pred& part : all.of) this->pred(part);
                   },
                   [&](const Or& any) {
                     for (const Pred& part : any.of) this->pred(part);
                   },
                   [&](const Not& negated) { this->pred(*negated.of); },
                   [&](const Test& test) {
                     see(test.field);
                     for (const Operand& operand : test.operands)
                       if (const auto* other = std::get_if<OtherField>(&operand.value)) see(other->field);
                   },
                   [&](const AnyElement& element) {
                     see(element.array);
                     this->pred(*element.condition);
                   },
                   [&](const IsTrue& isTrue) { value(isTrue.value); },
               },
               pred.node);
  }

  void steps(const std::vector<Step>& steps) const {
    for (const Step& step : steps)
      std::visit(base::overloaded{
                     [&](const Filter& filter) { pred(filter.where); },
                     [&](const Extend& extend) {
                       for (const Assignment& column : extend.columns) value(column.value);
                     },
                     [&](const Expand& expand) { see(expand.path); },
                     [&](const Branch& branch) {
                       for (const auto& arm : branch.arms) this->steps(arm);
                     },
                     [&](const Group& group) {
                       for (const GroupKey& key : group.keys) value(key.value);
                       for (const Measure& measure : group.measures) {
                         for (const Val& argument : measure.arguments) value(argument);
                         if (measure.condition) pred(*measure.condition);
                       }
                     },
                     [&](const Project& project) {
                       for (const FieldRef& column : project.columns) see(column);
                     },
                     [&](const Sort& sort) {
                       for (const SortKey& key : sort.keys) see(key.field);
                     },
                     [](const Limit&) {},
                     [](const Apply&) {},
                 },
                 step.node);
  }
};

}  // namespace

void visitFields(const Plan& plan, const std::function<void(const FieldRef&)>& see) {
  for (const Plan* part : partsOf(plan.source)) visitFields(*part, see);
  Visitor{see}.steps(plan.steps);
}

}  // namespace quarry::ir
