#include "target/rename.h"

namespace quarry::target {

void renameFields(ir::Pred& pred, const FieldVisitor& visit) {
  std::visit(base::overloaded{
                 [](ir::Constant&) {},
                 [&](ir::And& all) {
                   for (ir::Pred& inner : all.of) renameFields(inner, visit);
                 },
                 [&](ir::Or& any) {
                   for (ir::Pred& inner : any.of) renameFields(inner, visit);
                 },
                 [&](ir::Not& negated) { renameFields(*negated.of, visit); },
                 [&](ir::Test& test) {
                   visit(test.field);
                   for (ir::Operand& operand : test.operands)
                     if (auto* other = std::get_if<ir::OtherField>(&operand.value)) visit(other->field);
                 },
                 [&](ir::AnyElement& element) { visit(element.array); },
                 [&](ir::IsTrue& isTrue) { renameFields(isTrue.value, visit); },
             },
             pred.node);
}

void renameFields(ir::Val& value, const FieldVisitor& visit) {
  std::visit(base::overloaded{
                 [](ir::Literal&) {},
                 [&](ir::FieldRef& field) { visit(field); },
                 [&](ir::Call& call) {
                   for (ir::Val& argument : call.arguments) renameFields(argument, visit);
                 },
                 [&](ir::Case& cases) {
                   for (ir::Case::Branch& branch : cases.branches) {
                     renameFields(*branch.when, visit);
                     renameFields(*branch.then, visit);
                   }
                   if (cases.otherwise) renameFields(**cases.otherwise, visit);
                 },
                 [](ir::Apply&) {},
             },
             value.node);
}

}  // namespace quarry::target
