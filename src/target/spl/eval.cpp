#include "target/spl/eval.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "target/order.h"
#include "target/phrase.h"
#include "target/refuse.h"
#include "target/regex.h"
#include "target/spl/quote.h"
#include "target/spl/time.h"

namespace quarry::target::spl {

namespace {

std::string match(const std::string& field, const std::string& flags, const std::string& regex) {
  return fmt::format("match({}, {})", field, quoteRegex((flags.empty() ? "" : "(?" + flags + ")") + regex));
}

}  // namespace

std::string Eval::fail(const base::Origin& origin, std::string message) {
  report_.add(codes::cannotSay, origin.primary(), std::move(message));
  return "false()";
}

std::string Eval::read(const ir::FieldRef& field) const {
  if (!elementOf.empty() && field.kind == ir::FieldRef::Kind::event)
    return field.name.empty() ? elementOf
                              : fmt::format("json_extract({}, {})", elementOf, quote(fieldName(field.name)));
  if (field.kind == ir::FieldRef::Kind::column && !fields.columns.contains(field.name)) {
    // A path into a column that json() made: read where it is needed.
    ir::Path path = ir::parsePath(field.name);
    const auto object = objects.find(path.front().name);
    path.erase(path.begin());
    if (object != objects.end())
      return fmt::format("json_extract({}, {})", object->second, quote(fieldName(ir::print(path))));
  }
  return evalField(names_.of(field));
}

std::string Eval::bracketed(const ir::Pred& pred, bool negated) {
  std::string text = condition(pred, negated);
  if (isBracketed(text)) return text;
  return hasOperator(text, " AND ") || hasOperator(text, " OR ") ? "(" + text + ")" : text;
}

std::string Eval::condition(const ir::Pred& pred, bool negated) {
  const auto each = [&](const std::vector<ir::Pred>& of, bool isAnd) {
    std::vector<std::string> parts;
    parts.reserve(of.size());
    for (const ir::Pred& part : of) parts.push_back(bracketed(part, negated));
    return join(parts, isAnd != negated ? " AND " : " OR ");
  };
  return std::visit(
      base::overloaded{
          [&](const ir::Constant& known) { return std::string(known.value != negated ? "true()" : "false()"); },
          [&](const ir::And& all) { return each(all.of, true); },
          [&](const ir::Or& any) { return each(any.of, false); },
          [&](const ir::Not& inner) { return condition(*inner.of, !negated); },
          [&](const ir::Test& test) {
            if (test.op != ir::Op::inList) return this->test(test, negated);
            if (!elementOf.empty()) return fail(pred.origin, "SPL cannot look up the elements of an array in a list");
            return fmt::format("{}({})", negated ? "isnull" : "isnotnull", hit_(pred));
          },
          [&](const ir::AnyElement&) { return fmt::format("{}({})", negated ? "isnull" : "isnotnull", hit_(pred)); },
          [&](const ir::IsTrue& isTrue) {
            const std::string text = value(isTrue.value);
            return negated ? fmt::format("NOT coalesce(if({}, 1, 0), 0)=1", text) : text;
          },
      },
      pred.node);
}

std::string Eval::test(const ir::Test& test, bool negated) {
  if (test.field.kind == ir::FieldRef::Kind::raw) {
    const std::string text = matches(test, "_raw");
    return negated ? "NOT " + (hasOperator(text, " OR ") ? "(" + text + ")" : text) : text;
  }
  const bool array = elementOf.empty() && readsArray(test.field);
  const std::string field = read(test.field);
  if (test.op == ir::Op::present || test.op == ir::Op::null)
    return fmt::format("{}({})", (test.op == ir::Op::present) != negated ? "isnotnull" : "isnull", field);
  if (array) {
    // Functions of where see the first value only: mvfilter asks each, and is null if none is left. It takes
    // expressions about one field; with another one beside it, mvmap makes something or nothing of each.
    const std::string inner = leaf(test, field);
    const bool alone = test.op != ir::Op::sameAs;
    if (test.quantifier == ir::Quantifier::all) {
      const std::string failing =
          alone ? fmt::format("mvfilter(NOT ({}))", inner) : fmt::format("mvmap({}, if({}, null(), 1))", field, inner);
      return negated ? fmt::format("isnull({}) OR isnotnull({})", field, failing)
                     : fmt::format("isnotnull({}) AND isnull({})", field, failing);
    }
    const std::string meeting =
        alone ? fmt::format("mvfilter({})", inner) : fmt::format("mvmap({}, if({}, 1, null()))", field, inner);
    return fmt::format("{}({})", negated ? "isnull" : "isnotnull", meeting);
  }
  const std::string text = leaf(test, field);
  if (!negated) return text;
  const bool mixed = hasOperator(text, " OR ") || hasOperator(text, " AND ");
  const std::string complement = "NOT " + (mixed && !isBracketed(text) ? "(" + text + ")" : text);
  // What is no number compares as null, just as what is missing.
  const bool numeric = text.starts_with("tonumber(");
  if (!numeric && isPresent && isPresent(test.field)) return complement;
  return fmt::format("isnull({}) OR {}", numeric ? fmt::format("tonumber({})", field) : field, complement);
}

std::string Eval::leaf(const ir::Test& test, const std::string& field) {
  std::vector<std::string> parts;
  switch (test.op) {
    case ir::Op::present:
    case ir::Op::null:
    case ir::Op::inList:
      return {};
    case ir::Op::matches:
      return matches(test, field);
    case ir::Op::equals:
      for (const ir::Operand& operand : test.operands) {
        const auto* flag = std::get_if<bool>(&operand.value);
        // Flags are words in Splunk.
        parts.push_back(flag != nullptr
                            ? fmt::format("lower({})=\"{}\"", field, *flag ? "true" : "false")
                            : fmt::format("tonumber({})={}", field, number(std::get<ir::Number>(operand.value).value)));
      }
      return join(parts, " OR ");
    case ir::Op::less:
    case ir::Op::lessEqual:
    case ir::Op::greater:
    case ir::Op::greaterEqual:
      for (const ir::Operand& operand : test.operands) {
        const bool column = test.field.kind == ir::FieldRef::Kind::column &&
                            fields.typeOf(test.field).value_or(ir::Type{}).kind == ir::TypeKind::number;
        parts.push_back(fmt::format("{}{}{}", column ? field : fmt::format("tonumber({})", field), orderSign(test.op),
                                    number(std::get<ir::Number>(operand.value).value)));
      }
      return join(parts, " OR ");
    case ir::Op::inNetwork:
      for (const ir::Operand& operand : test.operands)
        parts.push_back(fmt::format("cidrmatch({}, {})", quote(std::get<ir::Network>(operand.value).text), field));
      return join(parts, " OR ");
    case ir::Op::sameAs:
      for (const ir::Operand& operand : test.operands) {
        const auto& other = std::get<ir::OtherField>(operand.value);
        const std::string raw = read(other.field);
        const bool fold = test.fold != ir::Fold::exact;
        const std::string left = fold ? fmt::format("lower({})", field) : field,
                          right = fold ? fmt::format("lower({})", raw) : raw;
        switch (other.where) {
          case ir::OtherField::Where::whole:
            parts.push_back(fmt::format("(isnotnull({}) AND {}={})", raw, left, right));
            break;
          case ir::OtherField::Where::prefix:
            parts.push_back(fmt::format("(isnotnull({0}) AND substr({1}, 1, len({0}))={2})", raw, left, right));
            break;
          case ir::OtherField::Where::suffix:
            parts.push_back(fmt::format(
                "(isnotnull({0}) AND len({1})>=len({0}) AND substr({1}, len({1})-len({0})+1)={2})", raw, left, right));
            break;
          // replace() and match() would read the text as a regular expression. split() cuts at a text as it is: joined
          // again without it, what had it has become shorter, and nothing where it was all.
          case ir::OtherField::Where::inside:
            parts.push_back(fmt::format("(isnotnull({0}) AND coalesce(mvjoin(split({1}, {2}), \"\"), \"\")!={1})", raw,
                                        left, right));
            break;
        }
      }
      return join(parts, " OR ");
  }
  return {};
}

std::string Eval::matches(const ir::Test& test, const std::string& field) {
  std::vector<std::string> parts, exact;
  std::vector<const ir::Glob*> globs;
  const bool fold = test.fold != ir::Fold::exact;
  for (const ir::Operand& operand : test.operands) {
    if (const auto* regex = std::get_if<ir::Regex>(&operand.value)) {
      ir::Regex flags = *regex;
      const std::string text = liftLeadingFlags(regex->text, flags);
      parts.push_back(match(
          field, std::string(flags.ignoreCase ? "i" : "") + (flags.multiLine ? "m" : "") + (flags.dotAll ? "s" : ""),
          text));
      continue;
    }
    const auto& glob = std::get<ir::Glob>(operand.value);
    if (!fold && shape(glob) == ir::GlobShape::exact)
      exact.push_back(quote(literal(glob)));
    else
      globs.push_back(&glob);
  }
  if (exact.size() == 1) parts.insert(parts.begin(), fmt::format("{}={}", field, exact.front()));
  if (exact.size() > 1) parts.insert(parts.begin(), fmt::format("{} IN ({})", field, join(exact, ", ")));
  for (const GlobRegex& regex : globsToRegexes(globs, escapeRegexCharacter))
    parts.push_back(match(field, std::string(fold ? "i" : "") + (regex.dotAll ? "s" : ""), regex.text));
  return join(parts, " OR ");
}

std::string Eval::value(const ir::Val& value) {
  return std::visit(
      base::overloaded{
          [](const ir::Literal& literal) {
            return std::visit(
                base::overloaded{[](const std::string& text) { return quote(text); },
                                 [](double n) { return number(n); },
                                 [](bool b) { return std::string(b ? "true()" : "false()"); },
                                 [](ir::Duration d) { return number(static_cast<double>(d.milliseconds) / 1000.0); }},
                literal.value);
          },
          [&](const ir::FieldRef& field) { return read(field); },
          [&](const ir::Call& call) { return this->call(value, call); },
          [&](const ir::Case& cases) {
            std::string out = "case(";
            for (const ir::Case::Branch& branch : cases.branches)
              out += fmt::format("{}, {}, ", condition(*branch.when), this->value(*branch.then));
            // case() is null where nothing matches.
            if (!cases.otherwise) return out.substr(0, out.size() - 2) + ")";
            return out + "true(), " + this->value(**cases.otherwise) + ")";
          },
          [&](const ir::Apply& apply) {
            refuse(apply, value.origin, "SPL", report_);
            return std::string("false()");
          },
      },
      value.node);
}

std::string Eval::timePart(const ir::Val& whole, const ir::Call& call) {
  const auto* field = std::get_if<ir::FieldRef>(&call.arguments.front().node);
  const bool isTime = field != nullptr && (field->kind == ir::FieldRef::Kind::column ||
                                           (field->physical && field->physical->type.kind == ir::TypeKind::time));
  if (isTime) return partOfTime(call.function, read(*field));
  report_
      .add(codes::cannotSay, whole.origin.primary(),
           "Splunk reads a point in time out of seconds since 1970, and this is text there")
      .note("`@time` is the time of the event on every platform");
  return "null()";
}

std::string Eval::call(const ir::Val& whole, const ir::Call& call) {
  using ir::Function;
  const auto argument = [&](std::size_t i) { return value(call.arguments[i]); };
  const auto list = [&](std::size_t from) {
    std::vector<std::string> parts;
    for (std::size_t i = from; i < call.arguments.size(); ++i) parts.push_back(argument(i));
    return join(parts, ", ");
  };
  switch (call.function) {
    // Splunk's `+` joins texts, so numbers are made of what may be text.
    case Function::add:
    case Function::subtract:
    case Function::multiply:
    case Function::divide:
    case Function::modulo: {
      const auto numeric = [&](std::size_t i) {
        const ir::TypeKind type = ir::typeOf(call.arguments[i], fields).kind;
        return type == ir::TypeKind::any || type == ir::TypeKind::text ? fmt::format("tonumber({})", argument(i))
                                                                       : argument(i);
      };
      return fmt::format("({}{}{})", numeric(0), ir::info(call.function).spelling, numeric(1));
    }
    case Function::equal:
      return fmt::format("{}={}", argument(0), argument(1));
    case Function::notEqual:
    case Function::less:
    case Function::lessEqual:
    case Function::greater:
    case Function::greaterEqual:
      return fmt::format("{}{}{}", argument(0), ir::info(call.function).spelling, argument(1));
    case Function::negate:
      return fmt::format("(0-{})", argument(0));
    case Function::minute:
    case Function::hour:
    case Function::day:
    case Function::week:
    case Function::month:
    case Function::year:
      return timePart(whole, call);
    case Function::in:
      // A part of a time is no field: each value is compared with it.
      if (std::holds_alternative<ir::Call>(call.arguments.front().node)) {
        const std::string part = keep(argument(0));
        std::vector<std::string> parts;
        for (std::size_t i = 1; i < call.arguments.size(); ++i)
          parts.push_back(fmt::format("{}={}", part, argument(i)));
        return "(" + join(parts, " OR ") + ")";
      }
      return fmt::format("{} IN ({})", argument(0), list(1));
    case Function::logicalAnd:
      return fmt::format("({} AND {})", argument(0), argument(1));
    case Function::logicalOr:
      return fmt::format("({} OR {})", argument(0), argument(1));
    case Function::logicalNot:
      return fmt::format("NOT ({})", argument(0));
    case Function::json:
      return argument(0);
    case Function::coalesce:
      return fmt::format("coalesce({})", list(0));
    case Function::lower:
      return fmt::format("lower({})", argument(0));
    case Function::upper:
      return fmt::format("upper({})", argument(0));
    case Function::length:
      return fmt::format("len({})", argument(0));
    case Function::number:
      return fmt::format("tonumber({})", argument(0));
    case Function::text:
      return fmt::format("tostring({})", argument(0));
    case Function::concat: {
      std::vector<std::string> parts;
      for (const ir::Val& one : call.arguments) parts.push_back(value(one));
      return "(" + join(parts, ".") + ")";
    }
    case Function::split:
      return fmt::format("split({}, {})", argument(0), argument(1));
    case Function::element:
      return fmt::format("mvindex({}, {})", argument(0), argument(1));
    case Function::replace: {
      const auto* pattern = std::get_if<ir::Literal>(&call.arguments[1].node);
      const auto* text = pattern != nullptr ? std::get_if<std::string>(&pattern->value) : nullptr;
      if (text == nullptr)
        return fail(whole.origin, "SPL's replace takes a regular expression: the text to replace has to be a literal");
      std::string regex;
      for (const char c : *text) regex += escapeRegexCharacter(c);
      return fmt::format("replace({}, {}, {})", argument(0), quoteRegex(regex), argument(2));
    }
    case Function::exists:
      return fmt::format("isnotnull({})", argument(0));
    case Function::same:
    case Function::different:
    case Function::falsy:
      refuse(call.function, whole.origin, "SPL", report_);
      return "false()";
  }
  return {};
}

}  // namespace quarry::target::spl
