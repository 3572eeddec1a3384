// Conditions and values in the words of rules.
#include <fmt/format.h>

#include <algorithm>

#include "cql/raise.h"
#include "quarry/base/numeral.h"
#include "quarry/base/text.h"
#include "quarry/ir/functions.h"

namespace quarry::cql {

namespace {

std::optional<double> numberIn(const ir::Val& value) {
  const auto* literal = std::get_if<ir::Literal>(&value.node);
  if (literal == nullptr) return std::nullopt;
  if (const auto* known = std::get_if<double>(&literal->value)) return *known;
  const auto* text = std::get_if<std::string>(&literal->value);
  return text == nullptr ? std::nullopt : base::numeral(*text);
}

// What an author writes for a number: the text that the number itself would print as.
bool isPlainNumber(const ir::Val& value) {
  const auto number = numberIn(value);
  const auto* literal = std::get_if<ir::Literal>(&value.node);
  const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
  return number && (text == nullptr || *text == fmt::format("{}", *number));
}

ir::Val numeric(ir::Val value) {
  if (const auto number = numberIn(value)) value.node = ir::Literal{*number};
  return value;
}

bool isCondition(const ir::Val& value) {
  const auto* call = std::get_if<ir::Call>(&value.node);
  return call != nullptr && ir::info(call->function).result == ir::TypeKind::boolean;
}

// The text that a regular expression without operators stands for; none if it has any.
std::optional<std::string> literalOf(std::string_view regex) {
  std::string out;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\') {
      if (i + 1 == regex.size() || std::isalnum(static_cast<unsigned char>(regex[i + 1])) != 0) return std::nullopt;
      out += regex[++i];
    } else if (std::string_view(".[](){}*+?^$|").find(c) != std::string_view::npos) {
      return std::nullopt;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

ir::Val assignable(ir::Val value) {
  if (isPlainNumber(value)) return numeric(std::move(value));
  auto* cases = std::get_if<ir::Case>(&value.node);
  if (cases == nullptr) return value;
  const bool all = std::all_of(cases->branches.begin(), cases->branches.end(),
                               [](const ir::Case::Branch& branch) { return isPlainNumber(*branch.then); }) &&
                   (!cases->otherwise || isPlainNumber(**cases->otherwise));
  if (!all) return value;
  for (ir::Case::Branch& branch : cases->branches) branch.then = base::Box<ir::Val>(numeric(*branch.then));
  if (cases->otherwise) cases->otherwise = base::Box<ir::Val>(numeric(**cases->otherwise));
  return value;
}

namespace {

const ir::Val* valueArgument(const ir::Apply& apply, std::string_view name) {
  const ir::Argument* argument = apply.find(name);
  const auto* value = argument == nullptr ? nullptr : std::get_if<base::Box<ir::Val>>(&argument->value);
  return value == nullptr ? nullptr : &**value;
}

}  // namespace

namespace {

// `a` and `a[]` are the elements of `a`; `a[].b` those of the elements' `b`.
std::string arrayIn(const ir::Apply& apply) {
  std::string array = word(apply, "array");
  if (array.find("[]") == std::string::npos) array += "[]";
  return array;
}

}  // namespace

ir::Val Raising::field(const std::string& name, const base::Origin& origin) {
  ir::FieldRef read = resolve(name, origin);
  if (read.kind == ir::FieldRef::Kind::raw) return refuse(origin, "the event's text as a value");
  return {std::move(read), origin};
}

ir::Pred Raising::test(ir::Test test, const base::Origin& origin) {
  if (test.field.kind == ir::FieldRef::Kind::raw) return {std::move(test), origin};
  const std::string name = test.field.name;
  const bool column = !fields_.open || names_.contains(name) || fields_.columns.contains(name);
  if (column || name == "@timestamp" || name == "@rawstring") {
    test.field = resolve(name, origin);
    return {std::move(test), origin};
  }
  auto said = vocabulary_.test(std::move(test), origin);
  if (auto* pred = std::get_if<ir::Pred>(&said)) return std::move(*pred);
  if (!mayBeMade(name)) refuse(origin, fmt::format("this test on `{}`", name), std::get<std::string>(said));
  return {ir::Constant{false}, origin};
}

ir::Pred Raising::pred(const ir::Pred& from) {
  const base::Origin& origin = from.origin;
  const auto all = [&](const std::vector<ir::Pred>& of) {
    std::vector<ir::Pred> out;
    out.reserve(of.size());
    for (const ir::Pred& one : of) out.push_back(pred(one));
    return out;
  };
  return std::visit(base::overloaded{
                        [&](const ir::Constant& known) {
                          return ir::Pred{known, origin};
                        },
                        [&](const ir::And& one) { return ir::conjunction(all(one.of), origin); },
                        [&](const ir::Or& one) { return ir::disjunction(all(one.of), origin); },
                        [&](const ir::Not& one) { return ir::negation(pred(*one.of), origin); },
                        [&](const ir::Test& one) { return test(one, origin); },
                        [&](const ir::AnyElement& one) {
                          return ir::Pred{one, origin};
                        },
                        [&](const ir::IsTrue& one) {
                          if (const auto* apply = std::get_if<ir::Apply>(&one.value.node))
                            if (ir::info(apply->operation).kind == ir::OperationKind::filter)
                              return condition(*apply, origin);
                          return ir::Pred{ir::IsTrue{value(one.value)}, origin};
                        },
                    },
                    from.node);
}

// Functions that are conditions on a text or an array.
ir::Pred Raising::condition(const ir::Apply& apply, const base::Origin& origin) {
  using ir::Operation;
  ir::Test asked;
  const auto done = [&](ir::Test one) {
    ir::Pred result = test(std::move(one), origin);
    return apply.negated ? ir::negation(std::move(result), origin) : result;
  };
  switch (apply.operation) {
    case Operation::textContains:
    case Operation::textStartsWith:
    case Operation::textEndsWith: {
      const std::string_view part = apply.operation == Operation::textContains     ? "substring"
                                    : apply.operation == Operation::textStartsWith ? "prefix"
                                                                                   : "suffix";
      const ir::Val* string = valueArgument(apply, "string");
      const ir::Val* piece = valueArgument(apply, part);
      const auto* field = string == nullptr ? nullptr : std::get_if<ir::FieldRef>(&string->node);
      const auto* literal = piece == nullptr ? nullptr : std::get_if<ir::Literal>(&piece->node);
      const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
      if (field == nullptr || text == nullptr) break;
      asked.field = *field;
      asked.operands.push_back({ir::withRuns(ir::exactGlob(*text), apply.operation != Operation::textStartsWith,
                                             apply.operation != Operation::textEndsWith),
                                origin});
      return done(std::move(asked));
    }
    case Operation::arrayContains: {
      asked.field = {ir::FieldRef::Kind::event, arrayIn(apply), nullptr};
      asked.operands.push_back({ir::exactGlob(word(apply, "value")), origin});
      return done(std::move(asked));
    }
    case Operation::arrayRegex: {
      const std::string flags = word(apply, "flags");
      ir::Regex regex;
      regex.text = word(apply, "regex");
      regex.ignoreCase = flags.find('i') != std::string::npos;
      regex.multiLine = flags.find('m') != std::string::npos;
      regex.dotAll = flags.find('d') != std::string::npos;
      asked.field = {ir::FieldRef::Kind::event, arrayIn(apply), nullptr};
      asked.operands.push_back({std::move(regex), origin});
      return done(std::move(asked));
    }
    default:
      break;
  }
  refuseFunction(apply, origin);
  return {ir::Constant{false}, origin};
}

ir::Val Raising::value(const ir::Val& from) {
  const base::Origin& origin = from.origin;
  return std::visit(base::overloaded{
                        [&](const ir::Literal& literal) {
                          return ir::Val{literal, origin};
                        },
                        [&](const ir::FieldRef& one) { return field(one.name, origin); },
                        [&](const ir::Call& one) { return call(one, origin); },
                        [&](const ir::Case& cases) {
                          ir::Case out;
                          for (const ir::Case::Branch& branch : cases.branches)
                            out.branches.push_back(
                                {base::Box<ir::Pred>(pred(*branch.when)), base::Box<ir::Val>(value(*branch.then))});
                          if (cases.otherwise) out.otherwise = base::Box<ir::Val>(value(**cases.otherwise));
                          return ir::Val{std::move(out), origin};
                        },
                        [&](const ir::Apply& apply) { return made(apply, origin); },
                    },
                    from.node);
}

ir::Val Raising::call(const ir::Call& from, const base::Origin& origin) {
  using ir::Function;
  std::vector<ir::Val> arguments;
  for (const ir::Val& one : from.arguments) arguments.push_back(value(one));
  switch (from.function) {
    case Function::same:
    case Function::different: {
      // Equal as numbers if both can be read so: with a number that is what a comparison of numbers asks.
      for (ir::Val& one : arguments) one = numeric(std::move(one));
      return {ir::Call{from.function == Function::same ? Function::equal : Function::notEqual, std::move(arguments)},
              origin};
    }
    case Function::falsy:
      if (isCondition(arguments.front())) return {ir::Call{Function::logicalNot, std::move(arguments)}, origin};
      return refuse(origin, "the negation of a value that is no comparison");
    case Function::number:
      if (numberIn(arguments.front())) return numeric(std::move(arguments.front()));
      if (ir::typeOf(arguments.front(), fields_).kind == ir::TypeKind::number) return std::move(arguments.front());
      // A time is a number of milliseconds in CQL only.
      if (ir::typeOf(arguments.front(), fields_).kind == ir::TypeKind::time)
        return refuse(origin, "calculating with a time");
      break;
    default:
      break;
  }
  return {ir::Call{from.function, std::move(arguments)}, origin};
}

// The value that a function makes.
ir::Val Raising::made(const ir::Apply& apply, const base::Origin& origin) {
  using ir::Function;
  using ir::Operation;
  const std::string of = word(apply, "field");
  const auto over = [&](Function function) { return ir::Val{ir::Call{function, {field(of, origin)}}, origin}; };
  switch (apply.operation) {
    case Operation::lower:
      return over(Function::lower);
    case Operation::upper:
      return over(Function::upper);
    case Operation::length:
      return over(Function::length);
    case Operation::textLength:
      if (const ir::Val* text = valueArgument(apply, "string"))
        return {ir::Call{Function::length, {value(*text)}}, origin};
      break;
    case Operation::concat: {
      // What is missing adds nothing.
      std::vector<ir::Val> parts;
      for (const std::string& name : words(apply, "field"))
        parts.push_back(
            {ir::Call{Function::coalesce, {field(name, origin), {ir::Literal{std::string()}, origin}}}, origin});
      return {ir::Call{Function::concat, std::move(parts)}, origin};
    }
    case Operation::format:
      return formatted(apply, origin);
    case Operation::replace: {
      const auto from = literalOf(word(apply, "regex"));
      const std::string with = word(apply, "with");
      if (!from || with.find('$') != std::string::npos || word(apply, "flags").find('i') != std::string::npos)
        return refuse(origin, "`replace()` with a regular expression", "a text without operators is translated");
      return {
          ir::Call{Function::replace, {field(of, origin), {ir::Literal{*from}, origin}, {ir::Literal{with}, origin}}},
          origin};
    }
    case Operation::splitString: {
      const auto by = literalOf(word(apply, "by"));
      const std::string index = word(apply, "index");
      const auto at = base::numeral(index);
      if (!by || !at) {
        anyMade_ = true;
        return refuse(origin, "`splitString()` by a regular expression or without `index`");
      }
      ir::Val parts{ir::Call{Function::split, {field(of, origin), {ir::Literal{*by}, origin}}}, origin};
      return {ir::Call{Function::element, {std::move(parts), {ir::Literal{*at}, origin}}}, origin};
    }
    case Operation::ifElse: {
      const ir::Val *when = valueArgument(apply, "condition"), *then = valueArgument(apply, "then"),
                    *otherwise = valueArgument(apply, "else");
      if (when == nullptr || then == nullptr || otherwise == nullptr) break;
      ir::Case cases;
      cases.branches.push_back(
          {base::Box<ir::Pred>(pred({ir::IsTrue{*when}, origin})), base::Box<ir::Val>(value(*then))});
      cases.otherwise = base::Box<ir::Val>(value(*otherwise));
      return {std::move(cases), origin};
    }
    case Operation::coalesce: {
      if (flag(apply, "ignoreEmpty")) {
        // The first that is neither missing nor empty.
        const ir::Argument* list = apply.find("expressions");
        const auto* all = list == nullptr ? nullptr : std::get_if<ir::ArgumentList>(&list->value);
        if (all == nullptr) break;
        ir::Case cases;
        for (const ir::Argument& one : all->of) {
          const auto* expression = std::get_if<base::Box<ir::Val>>(&one.value);
          if (expression == nullptr) continue;
          ir::Val part = value(**expression);
          if (std::holds_alternative<ir::Literal>(part.node)) {
            cases.otherwise = base::Box<ir::Val>(std::move(part));
            break;
          }
          ir::Val filled{
              ir::Call{Function::greater, {{ir::Call{Function::length, {part}}, origin}, {ir::Literal{0.0}, origin}}},
              origin};
          cases.branches.push_back({base::Box<ir::Pred>(ir::Pred{ir::IsTrue{std::move(filled)}, origin}),
                                    base::Box<ir::Val>(std::move(part))});
        }
        if (!cases.branches.empty()) return {std::move(cases), origin};
        if (cases.otherwise) return **cases.otherwise;
        break;
      }
      break;
    }
    default:
      break;
  }
  return refuseFunction(apply, origin);
}

// Only `%s`, which writes a value as it is, and literal text.
ir::Val Raising::formatted(const ir::Apply& apply, const base::Origin& origin) {
  const std::string format = word(apply, "format");
  const std::vector<std::string> fields = words(apply, "field");
  std::vector<ir::Val> parts;
  std::string text;
  std::size_t next = 0;
  const auto flush = [&] {
    if (!text.empty()) parts.push_back({ir::Literal{std::move(text)}, origin});
    text.clear();
  };
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    const char kind = i + 1 < format.size() ? format[i + 1] : '\0';
    if (kind == '%') {
      text += '%';
    } else if (kind == 's' && next < fields.size()) {
      flush();
      parts.push_back(field(fields[next++], origin));
    } else {
      return refuse(origin, "a format other than `%s`");
    }
    ++i;
  }
  flush();
  if (parts.empty()) parts.push_back({ir::Literal{std::string()}, origin});
  return {ir::Call{ir::Function::concat, std::move(parts)}, origin};
}

}  // namespace quarry::cql
