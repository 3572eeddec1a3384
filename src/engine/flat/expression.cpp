// Values: texts in, texts out; numbers are read where an operator needs them.
#include <cmath>

#include "engine/flat/compiler.h"
#include "engine/letters.h"
#include "quarry/base/codes/query.h"
#include "quarry/ir/functions.h"

namespace quarry::engine::flat {

namespace {

using ir::Function;

bool sameValue(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto x = toNumber(a), y = toNumber(b);
  return x && y && *x == *y;
}

std::optional<double> calculate(Function function, double a, double b) {
  double result = 0;
  switch (function) {
    case Function::add:
      result = a + b;
      break;
    case Function::subtract:
      result = a - b;
      break;
    case Function::multiply:
      result = a * b;
      break;
    case Function::divide:
      result = a / b;
      break;
    default:
      result = std::fmod(a, b);
      break;
  }
  if (!std::isfinite(result)) return std::nullopt;
  return result;
}

bool compare(Function function, double a, double b) {
  switch (function) {
    case Function::less:
      return a < b;
    case Function::lessEqual:
      return a <= b;
    case Function::greater:
      return a > b;
    default:
      return a >= b;
  }
}

bool isArithmetic(Function function) {
  return function == Function::add || function == Function::subtract || function == Function::multiply ||
         function == Function::divide || function == Function::modulo;
}
bool isOrder(Function function) {
  return function == Function::less || function == Function::lessEqual || function == Function::greater ||
         function == Function::greaterEqual;
}

Maybe falsy(const std::string& text) {
  if (text == "true") return fromBool(false);
  if (text == "false") return fromBool(true);
  const auto number = toNumber(text);
  if (!number) return std::nullopt;
  return fromBool(*number == 0);
}

}  // namespace

NumberExpression Compiler::number(const ir::Val& value) {
  if (const auto* call = std::get_if<ir::Call>(&value.node)) {
    if (isArithmetic(call->function)) {
      return [function = call->function, left = number(call->arguments[0]),
              right = number(call->arguments[1])](const Row& row) -> std::optional<double> {
        const auto a = left(row), b = right(row);
        if (!a || !b) return std::nullopt;
        return calculate(function, *a, *b);
      };
    }
    if (call->function == Function::negate)
      return [of = number(call->arguments[0])](const Row& row) -> std::optional<double> {
        const auto a = of(row);
        return a ? std::optional(-*a) : std::nullopt;
      };
    if (call->function == Function::number) return number(call->arguments[0]);
  }
  if (const auto* literal = std::get_if<ir::Literal>(&value.node)) {
    const auto* text = std::get_if<std::string>(&literal->value);
    const auto* known = std::get_if<double>(&literal->value);
    const std::optional<double> constant = known != nullptr ? *known : text != nullptr ? toNumber(*text) : std::nullopt;
    return [constant](const Row&) { return constant; };
  }
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) {
    sees(*field);
    return [name = field->name](const Row& row) { return row.number(name); };
  }
  return [of = this->value(value)](const Row& row) -> std::optional<double> {
    const Maybe text = of(row);
    return text ? toNumber(*text) : std::nullopt;
  };
}

Expression Compiler::value(const ir::Val& value) {
  return std::visit(
      base::overloaded{
          [](const ir::Literal& literal) -> Expression {
            const Maybe constant = wordOf(ir::Val{literal, {}});
            return [constant](const Row&) { return constant; };
          },
          [&](const ir::FieldRef& field) -> Expression {
            sees(field);
            return [name = field.name](const Row& row) { return row.get(name); };
          },
          [&](const ir::Call& call) -> Expression {
            const auto arguments = [&] {
              std::vector<Expression> of;
              for (const ir::Val& argument : call.arguments) of.push_back(this->value(argument));
              return of;
            };
            if (isArithmetic(call.function) || call.function == Function::negate || call.function == Function::number)
              return [of = number(value)](const Row& row) -> Maybe {
                const auto result = of(row);
                return result ? Maybe(fromNumber(*result)) : Maybe();
              };
            if (isOrder(call.function))
              return [function = call.function, left = number(call.arguments[0]),
                      right = number(call.arguments[1])](const Row& row) -> Maybe {
                const auto a = left(row), b = right(row);
                if (!a || !b) return std::nullopt;
                return fromBool(compare(function, *a, *b));
              };
            switch (call.function) {
              case Function::same:
              case Function::different:
                return [wanted = call.function == Function::same, of = arguments()](const Row& row) -> Maybe {
                  const Maybe a = of[0](row), b = of[1](row);
                  if (!a || !b) return std::nullopt;
                  return fromBool(sameValue(*a, *b) == wanted);
                };
              case Function::falsy:
                return [of = this->value(call.arguments[0])](const Row& row) -> Maybe {
                  const Maybe a = of(row);
                  return a ? falsy(*a) : Maybe();
                };
              case Function::coalesce:
                return [of = arguments()](const Row& row) -> Maybe {
                  for (const Expression& one : of)
                    if (Maybe a = one(row)) return a;
                  return std::nullopt;
                };
              case Function::text:
                return this->value(call.arguments[0]);
              default:
                refuse(codes::notRunnable, value.origin,
                       "`" + std::string(ir::info(call.function).spelling) + "` does not occur in CQL");
                return [](const Row&) { return Maybe(); };
            }
          },
          [&](const ir::Case& cases) -> Expression {
            std::vector<std::pair<Condition, Expression>> branches;
            for (const ir::Case::Branch& branch : cases.branches)
              branches.emplace_back(condition(*branch.when), this->value(*branch.then));
            const Expression otherwise = cases.otherwise ? this->value(**cases.otherwise) : Expression();
            return [branches, otherwise](const Row& row) -> Maybe {
              for (const auto& [when, then] : branches)
                if (when(row)) return then(row);
              return otherwise ? otherwise(row) : Maybe();
            };
          },
          [&](const ir::Apply& apply) -> Expression {
            // The call runs on a copy of the row, and its output is read under a name that no event has.
            constexpr const char* kOutput =
                "\x1f"
                "value";
            ir::Apply named = apply;
            std::erase_if(named.arguments, [](const ir::Argument& one) { return one.name == "as"; });
            named.arguments.push_back({"as", base::Box<ir::Val>(ir::Val{ir::Literal{std::string(kOutput)}, {}}), {}});
            const auto* factory = registry().find(apply.operation);
            const auto* row = factory == nullptr ? nullptr : std::get_if<RowFactory>(factory);
            if (row == nullptr) {
              refuse(codes::notRunnable, value.origin,
                     "`" + std::string(ir::info(apply.operation).spelling) + "()` cannot be run offline");
              return [](const Row&) { return Maybe(); };
            }
            auto kept = std::make_shared<const ir::Apply>(std::move(named));
            const RowFunction function = (*row)(Call(*kept, value.origin), *this);
            if (!function) return [](const Row&) { return Maybe(); };
            return [kept, function](const Row& input) -> Maybe {
              Row copy = input;
              if (!function(copy)) return std::nullopt;
              return copy.get(kOutput);
            };
          },
      },
      value.node);
}

}  // namespace quarry::engine::flat
