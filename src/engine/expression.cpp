#include "engine/expression.h"

#include "engine/compiler.h"
#include "engine/predicate.h"
#include "quarry/base/box.h"
#include "quarry/ir/functions.h"

namespace quarry::engine {

Expression compile(const ir::Val& value, Compiler& compiler) {
  Expression made;
  std::visit(base::overloaded{
                 [&](const ir::Literal& literal) {
                   std::visit([&](const auto& known) { made.literal = Value(known); }, literal.value);
                 },
                 [&](const ir::FieldRef& field) {
                   made.kind = Expression::Kind::field;
                   made.field = compiler.access(field);
                 },
                 [&](const ir::Call& call) {
                   made.kind = Expression::Kind::call;
                   made.function = functions::evaluatorOf(call.function);
                   made.propagatesMissing = ir::info(call.function).propagatesMissing;
                   for (const ir::Val& argument : call.arguments) made.arguments.push_back(compile(argument, compiler));
                 },
                 [&](const ir::Case& cases) {
                   made.kind = Expression::Kind::choice;
                   made.choices = std::make_shared<std::vector<Predicate>>();
                   for (const ir::Case::Branch& branch : cases.branches) {
                     made.choices->push_back(compile(*branch.when, compiler));
                     made.arguments.push_back(compile(*branch.then, compiler));
                   }
                   if (cases.otherwise) made.arguments.push_back(compile(**cases.otherwise, compiler));
                 },
                 [&](const ir::Apply& apply) { compiler.refuse(apply, value.origin); },
             },
             value.node);
  return made;
}

Value evaluate(const Expression& expression, const Row& row, Machine& machine) {
  switch (expression.kind) {
    case Expression::Kind::literal:
      return expression.literal;
    case Expression::Kind::field: {
      Value value = row.get(expression.field);
      if (!value.isPresent()) return {};
      return value;
    }
    case Expression::Kind::call: {
      std::vector<Value> arguments;
      arguments.reserve(expression.arguments.size());
      for (const Expression& argument : expression.arguments) {
        arguments.push_back(evaluate(argument, row, machine));
        if (expression.propagatesMissing && arguments.back().isMissing()) return {};
      }
      return expression.function(arguments, machine);
    }
    case Expression::Kind::choice: {
      const auto& choices = *expression.choices;
      for (std::size_t i = 0; i < choices.size(); ++i)
        if (holds(choices[i], row, machine)) return evaluate(expression.arguments[i], row, machine);
      if (expression.arguments.size() > choices.size()) return evaluate(expression.arguments.back(), row, machine);
      return {};
    }
  }
  return {};
}

}  // namespace quarry::engine
