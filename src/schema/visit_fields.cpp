#include "schema/visit_fields.h"

namespace quarry::schema {

namespace {

struct Visitor {
  const std::function<void(const ir::FieldRef&)>& see;

  void value(const ir::Val& value) const {
    std::visit(base::overloaded{
                   [](const ir::Literal&) {},
                   [&](const ir::FieldRef& field) { see(field); },
                   [&](const ir::Call& call) {
                     for (const ir::Val& argument : call.arguments) this->value(argument);
                   },
                   [&](const ir::Case& cases) {
                     for (const ir::Case::Branch& branch : cases.branches) {
                       pred(*branch.when);
                       this->value(*branch.then);
                     }
                     if (cases.otherwise) this->value(**cases.otherwise);
                   },
                   [](const ir::Apply&) {},
               },
               value.node);
  }

  void pred(const ir::Pred& pred) const {
    std::visit(base::overloaded{
                   [](const ir::Constant&) {},
                   [&](const ir::And& all) {
                     for (const ir::Pred& part : all.of) this->pred(part);
                   },
                   [&](const ir::Or& any) {
                     for (const ir::Pred& part : any.of) this->pred(part);
                   },
                   [&](const ir::Not& negated) { this->pred(*negated.of); },
                   [&](const ir::Test& test) {
                     see(test.field);
                     for (const ir::Operand& operand : test.operands)
                       if (const auto* other = std::get_if<ir::OtherField>(&operand.value)) see(other->field);
                   },
                   [&](const ir::AnyElement& element) {
                     see(element.array);
                     this->pred(*element.condition);
                   },
                   [&](const ir::IsTrue& isTrue) { value(isTrue.value); },
               },
               pred.node);
  }

  void steps(const std::vector<ir::Step>& steps) const {
    for (const ir::Step& step : steps)
      std::visit(base::overloaded{
                     [&](const ir::Filter& filter) { pred(filter.where); },
                     [&](const ir::Extend& extend) {
                       for (const ir::Assignment& column : extend.columns) value(column.value);
                     },
                     [&](const ir::Expand& expand) { see(expand.path); },
                     [&](const ir::Branch& branch) {
                       for (const auto& arm : branch.arms) this->steps(arm);
                     },
                     [&](const ir::Group& group) {
                       for (const ir::GroupKey& key : group.keys) value(key.value);
                       for (const ir::Measure& measure : group.measures) {
                         for (const ir::Val& argument : measure.arguments) value(argument);
                         if (measure.condition) pred(*measure.condition);
                       }
                     },
                     [&](const ir::Project& project) {
                       for (const ir::FieldRef& column : project.columns) see(column);
                     },
                     [&](const ir::Sort& sort) {
                       for (const ir::SortKey& key : sort.keys) see(key.field);
                     },
                     [](const ir::Limit&) {},
                     [](const ir::Apply&) {},
                 },
                 step.node);
  }
};

}  // namespace

void visitFields(const ir::Plan& plan, const std::function<void(const ir::FieldRef&)>& see) {
  if (const auto* all = std::get_if<ir::Union>(&plan.source))
    for (const ir::Plan& inner : all->of) visitFields(inner, see);
  Visitor{see}.steps(plan.steps);
}

}  // namespace quarry::schema
