#include "target/cql/values.h"

#include <fmt/format.h>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "target/cql/quote.h"
#include "target/refuse.h"

namespace quarry::target::cql {

std::string readName(const ir::FieldRef& field) { return field.physical ? field.physical->name : field.name; }

namespace {

std::optional<std::string> fail(const ir::Val& value, base::Report& report, std::string message) {
  report.add(codes::cannotSay, value.origin.primary(), std::move(message));
  return std::nullopt;
}

// Functions read a field, not an expression (math:cos(1) would read the field named `1`).
std::optional<std::string> fieldArgument(const ir::Val& value, base::Report& report) {
  if (const auto* field = std::get_if<ir::FieldRef>(&value.node)) return fieldName(readName(*field));
  return fail(value, report, "CQL's functions read fields only: give this its own `let` first");
}

std::string literalText(const ir::Literal& literal) {
  return std::visit(
      base::overloaded{[](const std::string& text) { return quote(text); }, [](double n) { return number(n); },
                       [](bool b) { return std::string(b ? "true" : "false"); },
                       [](ir::Duration d) { return std::to_string(d.milliseconds); }},
      literal.value);
}

bool isArithmetic(ir::Function function) { return function >= ir::Function::add && function <= ir::Function::modulo; }

bool isComparison(ir::Function function) {
  return function >= ir::Function::equal && function <= ir::Function::greaterEqual;
}

// The operator that holds the outermost parts of a value's text together, if it is one.
std::optional<ir::Function> outermost(const ir::Val& value) {
  const auto* call = std::get_if<ir::Call>(&value.node);
  if (call == nullptr) return std::nullopt;
  if (call->function == ir::Function::text) return outermost(call->arguments[0]);
  if (call->function == ir::Function::number) return ir::Function::add;
  const bool isOperator = isArithmetic(call->function) || isComparison(call->function) ||
                          call->function == ir::Function::negate || call->function == ir::Function::logicalNot;
  return isOperator ? std::optional(call->function) : std::nullopt;
}

// Whether a part needs no brackets: `*`, `/` and `%` bind closer than `+` and `-`, and those closer than comparisons
// (grammar subset). Which of two operators that bind alike goes first is not written there, and makes no difference to
// `+` and `*`.
bool bindsCloser(ir::Function inner, ir::Function outer, bool isLeft) {
  using ir::Function;
  if (inner == outer && isLeft) return inner == Function::add || inner == Function::multiply;
  if (outer == Function::add || outer == Function::subtract)
    return inner == Function::multiply || inner == Function::divide || inner == Function::modulo;
  return isComparison(outer) && isArithmetic(inner);
}

std::optional<std::string> operand(const ir::Val& value, ir::Function outer, bool isLeft, base::Report& report) {
  // Arithmetic and the order of numbers read them out of texts by themselves.
  const bool readsNumbers = isArithmetic(outer) || outer == ir::Function::negate ||
                            (outer >= ir::Function::less && outer <= ir::Function::greaterEqual);
  if (const auto* call = std::get_if<ir::Call>(&value.node);
      call != nullptr && call->function == ir::Function::number && readsNumbers)
    return operand(call->arguments[0], outer, isLeft, report);
  auto text = valueExpression(value, report);
  const auto inner = outermost(value);
  if (!text || !inner || bindsCloser(*inner, outer, isLeft)) return text;
  return "(" + *text + ")";
}

std::optional<std::string> callExpression(const ir::Val& value, const ir::Call& call, base::Report& report) {
  using ir::Function;
  const auto& arguments = call.arguments;
  const auto binary = [&]() -> std::optional<std::string> {
    const auto left = operand(arguments[0], call.function, true, report);
    const auto right = operand(arguments[1], call.function, false, report);
    if (!left || !right) return std::nullopt;
    return fmt::format("{} {} {}", *left, ir::info(call.function).spelling, *right);
  };
  const auto withField = [&](std::string_view form) -> std::optional<std::string> {
    const auto field = fieldArgument(arguments[0], report);
    if (!field) return std::nullopt;
    return fmt::format(fmt::runtime(form), *field);
  };
  switch (call.function) {
    case Function::add:
    case Function::subtract:
    case Function::multiply:
    case Function::divide:
    case Function::modulo:
    case Function::equal:
    case Function::notEqual:
    case Function::less:
    case Function::lessEqual:
    case Function::greater:
    case Function::greaterEqual:
      return binary();
    case Function::negate: {
      const auto inner = operand(arguments[0], call.function, false, report);
      return inner ? std::optional("-" + *inner) : std::nullopt;
    }
    case Function::logicalNot: {
      const auto inner = operand(arguments[0], call.function, false, report);
      return inner ? std::optional("!" + *inner) : std::nullopt;
    }
    case Function::lower:
      return withField("lower({})");
    case Function::upper:
      return withField("upper({})");
    case Function::length:
      return withField("length({})");
    case Function::number: {  // arithmetic reads a number out of text and gives null otherwise
      const auto inner = operand(arguments[0], Function::add, true, report);
      return inner ? std::optional(*inner + " + 0") : std::nullopt;
    }
    case Function::text:
      return valueExpression(arguments[0], report);  // every value is text
    case Function::coalesce: {
      std::string list;
      for (const ir::Val& argument : arguments) {
        const auto one = valueExpression(argument, report);
        if (!one) return std::nullopt;
        list += (list.empty() ? "" : ", ") + *one;
      }
      // Empty text is a value (coalesce skips it unless told otherwise).
      return fmt::format("coalesce([{}], ignoreEmpty=false)", list);
    }
    case Function::minute:
    case Function::hour:
    case Function::day:
    case Function::week:
    case Function::month:
    case Function::year:
      return timePartCall(value, call, report);
    case Function::in:
    case Function::logicalAnd:
    case Function::logicalOr:
    case Function::exists:
      return fail(value, report,
                  fmt::format("CQL's expressions have no `{}`: use it in a `where` or a score",
                              ir::info(call.function).spelling));
    case Function::same:
    case Function::different:
    case Function::falsy:
      refuse(call.function, value.origin, "CQL", report);
      return std::nullopt;
    case Function::json:
    case Function::concat:
    case Function::split:
    case Function::element:
    case Function::replace:
      return fail(value, report,
                  fmt::format("`{}` cannot stand inside another expression in CQL: give it its own `let`",
                              ir::info(call.function).spelling));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> timePart(ir::Function function) {
  switch (function) {
    case ir::Function::minute:
      return "time:minute";
    case ir::Function::hour:
      return "time:hour";
    case ir::Function::day:
      return "time:dayOfMonth";
    case ir::Function::week:
      return "time:weekOfYear";
    case ir::Function::month:
      return "time:month";
    case ir::Function::year:
      return "time:year";
    default:
      return std::nullopt;
  }
}

std::optional<std::string> timePartCall(const ir::Val& value, const ir::Call& call, base::Report& report) {
  const auto* field = std::get_if<ir::FieldRef>(&call.arguments.front().node);
  const bool isTime = field != nullptr && (field->kind == ir::FieldRef::Kind::column ||
                                           (field->physical && field->physical->type.kind == ir::TypeKind::time));
  if (!isTime) {
    report
        .add(codes::cannotSay, value.origin.primary(),
             "CQL's time functions read milliseconds, and this is no point in time there")
        .note("`@time` is the time of the event on every platform");
    return std::nullopt;
  }
  return fmt::format("{}({}, timezone=\"UTC\")", *timePart(call.function), fieldName(readName(*field)));
}

std::optional<std::string> valueExpression(const ir::Val& value, base::Report& report) {
  return std::visit(
      base::overloaded{
          [](const ir::Literal& literal) -> std::optional<std::string> { return literalText(literal); },
          [](const ir::FieldRef& field) -> std::optional<std::string> { return fieldInExpression(readName(field)); },
          [&](const ir::Call& call) { return callExpression(value, call, report); },
          [&](const ir::Case&) {
            return fail(value, report,
                        "a condition cannot stand inside another expression in CQL: give it its own `let`");
          },
          [&](const ir::Apply& apply) -> std::optional<std::string> {
            refuse(apply, value.origin, "CQL", report);
            return std::nullopt;
          },
      },
      value.node);
}

}  // namespace quarry::target::cql
