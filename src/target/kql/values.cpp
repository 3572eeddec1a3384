// Values: what is missing is "" for text and null for everything else.
#include <fmt/format.h>

#include "quarry/base/codes/target.h"
#include "quarry/base/numeral.h"
#include "quarry/ir/functions.h"
#include "target/kql/expressions.h"
#include "target/kql/quote.h"
#include "target/refuse.h"

namespace quarry::target::kql {

namespace {

bool isText(ir::TypeKind type) {
  return type == ir::TypeKind::text || type == ir::TypeKind::any || type == ir::TypeKind::ip ||
         type == ir::TypeKind::ordinal;
}

std::string timespan(ir::Duration duration) { return ir::printSingle(duration); }

}  // namespace

std::string Expressions::fail(const base::Origin& origin, std::string message) {
  report_.add(codes::cannotSay, origin.primary(), std::move(message));
  return "false";
}

Read Expressions::read(const ir::FieldRef& field) const {
  if (!elementOf.empty() && field.kind == ir::FieldRef::Kind::event && (onlyMembers || !field.physical))
    return {fmt::format("tostring({}{})", elementOf, member(ir::parsePath(field.name))), ir::TypeKind::text, false};
  if (field.kind == ir::FieldRef::Kind::column) {
    const ir::Type type = fields.typeOf(field).value_or(ir::Type{});
    if (fields.columns.contains(field.name)) return {identifier(hooks_.column(field.name)), type.kind, false};
    // A path into a column that holds an object.
    ir::Path path = ir::parsePath(field.name);
    const std::string root = path.front().name;
    path.erase(path.begin());
    return {fmt::format("tostring({}{})", identifier(hooks_.column(root)), member(path)), ir::TypeKind::text, false};
  }
  if (!field.physical) return {identifier(field.name), ir::TypeKind::text, false};
  const ir::PhysicalField& physical = *field.physical;
  const ir::TypeKind type = physical.type.kind == ir::TypeKind::any ? ir::TypeKind::text : physical.type.kind;
  switch (physical.access) {
    case ir::Access::column:
      return {identifier(physical.name), type, physical.alwaysPresent};
    case ir::Access::dynamic:
      return {fmt::format("tostring({}{})", identifier(physical.name), member(physical.path)), ir::TypeKind::text,
              false};
    case ir::Access::jsonText:
      return {fmt::format("tostring(parse_json({}){})", identifier(physical.name), member(physical.path)),
              ir::TypeKind::text, false};
  }
  return {};
}

std::string Expressions::present(const ir::Val& value) {
  return fmt::format("{}({})", isText(ir::typeOf(value, fields).kind) ? "isnotempty" : "isnotnull", this->value(value));
}

// Comparisons of texts must not hold because both are missing.
std::string Expressions::isTrue(const ir::Val& value) {
  const auto* call = std::get_if<ir::Call>(&value.node);
  if (call == nullptr) return this->value(value);
  std::string guards;
  for (const ir::Val& argument : call->arguments)
    if (std::holds_alternative<ir::FieldRef>(argument.node) && isText(ir::typeOf(argument, fields).kind))
      guards += present(argument) + " and ";
  return guards.empty() ? this->value(value) : guards + this->value(value);
}

std::string Expressions::value(const ir::Val& value) {
  return std::visit(base::overloaded{
                        [](const ir::Literal& literal) {
                          return std::visit(base::overloaded{[](const std::string& text) { return quote(text); },
                                                             [](double n) { return number(n); },
                                                             [](bool b) { return std::string(b ? "true" : "false"); },
                                                             [](ir::Duration d) { return timespan(d); }},
                                            literal.value);
                        },
                        [&](const ir::FieldRef& field) { return read(field).text; },
                        [&](const ir::Call& call) { return this->call(value, call); },
                        [&](const ir::Case& cases) {
                          std::string out = "case(";
                          for (const ir::Case::Branch& branch : cases.branches)
                            out += fmt::format("{}, {}, ", condition(*branch.when, true), this->value(*branch.then));
                          if (cases.otherwise) return out + this->value(**cases.otherwise) + ")";
                          const ir::TypeKind type = ir::typeOf(value, fields).kind;
                          return out +
                                 (isText(type)                    ? "\"\""
                                  : type == ir::TypeKind::time    ? "datetime(null)"
                                  : type == ir::TypeKind::boolean ? "bool(null)"
                                                                  : "real(null)") +
                                 ")";
                        },
                        [&](const ir::Apply& apply) {
                          refuse(apply, value.origin, "KQL", report_);
                          return std::string("false");
                        },
                    },
                    value.node);
}

// KQL's datetimes are UTC; a text is read as ISO 8601.
std::string Expressions::time(const ir::Val& value) {
  const auto* field = std::get_if<ir::FieldRef>(&value.node);
  const ir::TypeKind type = field != nullptr ? read(*field).type : ir::typeOf(value, fields).kind;
  return type == ir::TypeKind::time ? this->value(value) : fmt::format("todatetime({})", this->value(value));
}

std::string Expressions::call(const ir::Val& whole, const ir::Call& call) {
  using ir::Function;
  const auto argument = [&](std::size_t i) { return value(call.arguments[i]); };
  const auto all = [&](std::size_t from) {
    std::string out;
    for (std::size_t i = from; i < call.arguments.size(); ++i) out += (out.empty() ? "" : ", ") + argument(i);
    return out;
  };
  switch (call.function) {
    case Function::add:
    case Function::subtract:
    case Function::multiply:
    case Function::modulo:
    case Function::equal:
    case Function::notEqual:
    case Function::less:
    case Function::lessEqual:
    case Function::greater:
    case Function::greaterEqual:
      return fmt::format("({} {} {})", argument(0), ir::info(call.function).spelling, argument(1));
    case Function::divide: {
      // Whole numbers would be divided without a remainder, and a division by zero be infinite
      // (numerical-operators): both are real numbers here, and a zero gives null.
      const auto real = [](const std::string& text) {
        return text.starts_with("toreal(") ? text : "toreal(" + text + ")";
      };
      const auto* literal = std::get_if<ir::Literal>(&call.arguments[1].node);
      const auto* divisor = literal == nullptr ? nullptr : std::get_if<double>(&literal->value);
      if (divisor != nullptr && *divisor != 0) return fmt::format("({} / {})", real(argument(0)), argument(1));
      const std::string by = real(argument(1));
      return fmt::format("iff({0} == 0, real(null), {1} / {0})", by, real(argument(0)));
    }
    case Function::negate:
      return fmt::format("(-{})", argument(0));
    case Function::minute:
      return fmt::format("datetime_part(\"Minute\", {})", time(call.arguments[0]));
    case Function::hour:
      return fmt::format("hourofday({})", time(call.arguments[0]));
    case Function::day:
      return fmt::format("dayofmonth({})", time(call.arguments[0]));
    case Function::week:
      return fmt::format("week_of_year({})", time(call.arguments[0]));
    case Function::month:
      return fmt::format("monthofyear({})", time(call.arguments[0]));
    case Function::year:
      return fmt::format("getyear({})", time(call.arguments[0]));
    case Function::in:
      return fmt::format("({} in ({}))", argument(0), all(1));
    case Function::logicalAnd:
      return fmt::format("({} and {})", argument(0), argument(1));
    case Function::logicalOr:
      return fmt::format("({} or {})", argument(0), argument(1));
    case Function::logicalNot:
      return fmt::format("not({})", argument(0));
    case Function::json:
      return fmt::format("parse_json({})", argument(0));
    case Function::coalesce:
      return fmt::format("coalesce({})", all(0));  // skips empty texts as well as nulls
    case Function::lower:
      return fmt::format("tolower({})", argument(0));
    case Function::upper:
      return fmt::format("toupper({})", argument(0));
    case Function::length:
      return fmt::format("iff({}, strlen({}), long(null))", present(call.arguments[0]), argument(0));
    case Function::number:
      return fmt::format("toreal({})", argument(0));
    case Function::text:
      return fmt::format("tostring({})", argument(0));
    case Function::concat: {
      std::string guard;
      for (const ir::Val& one : call.arguments)
        if (!std::holds_alternative<ir::Literal>(one.node)) guard += (guard.empty() ? "" : " and ") + present(one);
      const std::string text = fmt::format("strcat({})", all(0));
      return guard.empty() ? text : fmt::format("iff({}, {}, \"\")", guard, text);
    }
    case Function::split:
      return fmt::format("split({}, {})", argument(0), argument(1));
    case Function::element: {
      const auto* index = std::get_if<ir::Literal>(&call.arguments[1].node);
      const auto* n = index != nullptr ? std::get_if<double>(&index->value) : nullptr;
      if (n == nullptr) return fail(whole.origin, "the index of an element has to be a number");
      return fmt::format("tostring({}[{}])", argument(0), base::clamped<std::int64_t>(*n));
    }
    case Function::replace:
      return fmt::format("replace_string({}, {}, {})", argument(0), argument(1), argument(2));
    case Function::exists:
      return present(call.arguments[0]);
    case Function::same:
    case Function::different:
    case Function::falsy:
      refuse(call.function, whole.origin, "KQL", report_);
      return "false";
  }
  return {};
}

}  // namespace quarry::target::kql
