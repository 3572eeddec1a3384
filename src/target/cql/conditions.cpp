#include "target/cql/conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/target.h"
#include "quarry/ir/functions.h"
#include "target/cql/quote.h"
#include "target/cql/values.h"
#include "target/order.h"
#include "target/phrase.h"

namespace quarry::target::cql {

namespace {

// "The field is there".
ir::Test presence(const ir::Test& test) {
  ir::Test there;
  there.field = test.field;
  there.op = ir::Op::present;
  return there;
}

// Lines of a nested `case` move in with the clause they stand in.
std::string indented(std::string_view text, std::string_view by) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += by;
  }
  return out;
}

}  // namespace

Query Conditions::step(std::string_view text, const base::Origin& origin) {
  Writer writer;
  const auto scope = writer.at(origin);
  writer << text;
  return std::move(writer).take();
}

// A filter expression; `nested` asks for brackets around what mixes and, or.
std::string Conditions::plain(const ir::Pred& pred, const Names& names, bool nested) {
  return std::visit(
      base::overloaded{
          [](const ir::Constant& known) { return std::string(known.value ? "true" : "false"); },
          [&](const ir::And& all) {
            std::vector<std::string> parts;
            for (const ir::Pred& part : all.of) parts.push_back(plain(part, names, true));
            const std::string text = join(parts, " and ");
            return nested ? "(" + text + ")" : text;
          },
          [&](const ir::Or& any) {
            std::vector<std::string> parts;
            for (const ir::Pred& part : any.of) {
              // Alternatives of a test are alternatives of the or.
              if (const auto* test = std::get_if<ir::Test>(&part.node))
                for (std::string& one : alternatives(*test, names)) parts.push_back(std::move(one));
              else
                parts.push_back(plain(part, names, true));
            }
            const std::string text = join(parts, " or ");
            return nested && parts.size() > 1 ? "(" + text + ")" : text;
          },
          [&](const ir::Not& negated) {
            if (const auto* test = std::get_if<ir::Test>(&negated.of->node)) {
              if (test->op == ir::Op::null) return fieldName(names.of(test->field)) + "=*";
              const auto parts = alternatives(*test, names);
              const std::string field = fieldName(names.of(test->field));
              // `!=` is true where the field is missing, which is what a complement is.
              if (parts.size() == 1 && test->field.kind != ir::FieldRef::Kind::raw && parts[0].starts_with(field + "="))
                return field + "!=" + parts[0].substr(field.size() + 1);
              if (parts.size() == 1) return "not " + parts[0];
            }
            if (const auto* twice = std::get_if<ir::Not>(&negated.of->node)) return plain(*twice->of, names, nested);
            return "not " + plain(*negated.of, names, true);
          },
          [&](const ir::Test& test) {
            const auto parts = alternatives(test, names);
            const std::string text = join(parts, " or ");
            return nested && parts.size() > 1 ? "(" + text + ")" : text;
          },
          [](const ir::AnyElement&) { return std::string(); },
          [](const ir::IsTrue&) { return std::string(); },
      },
      pred.node);
}

std::vector<Query> Conditions::steps(const ir::Pred& pred, const Names& names) {
  if (const auto* all = std::get_if<ir::And>(&pred.node)) {
    std::vector<Query> out;
    (void)all;
    for (const ir::Pred* part : ordered(pred))
      for (Query& query : steps(*part, names)) out.push_back(std::move(query));
    return out;
  }
  if (const auto* negated = std::get_if<ir::Not>(&pred.node)) return complement(*negated->of, names);
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) return testSteps(*test, pred.origin, false, names);
  if (isPlain(pred)) return {step(plain(pred, names, false), pred.origin)};
  if (const auto* any = std::get_if<ir::Or>(&pred.node)) return {orStep(any->of, names, pred.origin)};
  if (const auto* element = std::get_if<ir::AnyElement>(&pred.node)) {
    const std::string variable = fmt::format("q_item{}", ++elements_);
    const Query inner = inlineSteps(*element->condition, Names{variable + "."});
    return {step(fmt::format("objectArray:exists(array={}, var={}, condition={{{}}})", quote(names.of(element->array)),
                             quote(variable), inner.text),
                 pred.origin)};
  }
  const auto& isTrue = std::get<ir::IsTrue>(pred.node);
  if (auto part = partOfTime(isTrue.value, pred.origin, false)) return std::move(*part);
  const auto expression = valueExpression(isTrue.value, report_);
  if (!expression) return {};
  return {step(fmt::format("test({})", *expression), pred.origin)};
}

Query Conditions::inlineSteps(const ir::Pred& pred, const Names& names) {
  Writer writer;
  bool first = true;
  for (const Query& query : steps(pred, names)) {
    if (!first) writer << " | ";
    first = false;
    writer.append(query);
  }
  return std::move(writer).take();
}

// The first clause that lets a row through wins; without a `*` clause the others are dropped.
Query Conditions::orStep(const std::vector<ir::Pred>& arms, const Names& names, const base::Origin& origin) {
  Writer writer;
  const auto scope = writer.at(origin);
  writer << "case {\n";
  for (std::size_t i = 0; i < arms.size(); ++i) {
    Query arm = inlineSteps(arms[i], names);
    if (arm.text.find('\n') != std::string::npos) arm = step(indented(arm.text, "    "), arms[i].origin);
    writer << "    ";
    writer.append(arm);
    writer << (i + 1 < arms.size() ? ";\n" : "\n");
  }
  writer << "  }";
  return std::move(writer).take();
}

std::vector<Query> Conditions::complement(const ir::Pred& pred, const Names& names) {
  if (const auto* test = std::get_if<ir::Test>(&pred.node)) return testSteps(*test, pred.origin, true, names);
  if (const auto* negated = std::get_if<ir::Not>(&pred.node)) return steps(*negated->of, names);
  if (isPlain(pred)) return {step(plain(ir::negation(pred), names, false), pred.origin)};
  // De Morgan, so that calls stand alone.
  if (const auto* any = std::get_if<ir::Or>(&pred.node)) {
    std::vector<Query> out;
    for (const ir::Pred& part : any->of)
      for (Query& query : complement(part, names)) out.push_back(std::move(query));
    return out;
  }
  if (const auto* all = std::get_if<ir::And>(&pred.node)) {
    std::vector<ir::Pred> arms;
    for (const ir::Pred& part : all->of) arms.push_back(ir::negation(part));
    return {orStep(arms, names, pred.origin)};
  }
  if (const auto* isTrue = std::get_if<ir::IsTrue>(&pred.node))
    if (auto part = partOfTime(isTrue->value, pred.origin, true)) return std::move(*part);
  std::vector<Query> calls = steps(pred, names);
  if (calls.size() == 1) return {step("!" + calls.front().text, pred.origin)};
  return calls;
}

// The innermost condition of a path through arrays, one array function per `[]`. `failing`: an element that has what is
// tested, and fails the test.
std::string Conditions::arrayCall(const std::string& path, const ir::Test& test, const base::Origin& origin,
                                  const Names& names, bool failing) {
  const std::size_t mark = path.find("[]");
  const std::string array = path.substr(0, mark + 2);
  const std::string rest = path.size() > mark + 3 ? path.substr(mark + 3) : "";
  const std::string variable = fmt::format("q_item{}", ++elements_);
  ir::Test inner = test;
  inner.quantifier = ir::Quantifier::any;
  inner.field.physical = nullptr;
  inner.field.kind = ir::FieldRef::Kind::event;
  inner.field.name = rest.empty() ? variable : variable + "." + rest;
  std::string condition;
  if (rest.find("[]") != std::string::npos)
    condition = arrayCall(inner.field.name, inner, origin, names, failing);
  else
    condition = inlineSteps(failing ? ir::conjunction({{presence(inner), origin}, ir::negation({inner, origin})})
                                    : ir::Pred{inner, origin})
                    .text;
  // Elements that are values have the scalar function, elements with fields the one for objects (array-exists,
  // objectarray-exists).
  return fmt::format("{}(array={}, var={}, condition={{{}}})", rest.empty() ? "array:exists" : "objectArray:exists",
                     quote(array), quote(variable), condition);
}

std::vector<Query> Conditions::testSteps(const ir::Test& test, const base::Origin& origin, bool negated,
                                         const Names& names) {
  const std::string bang = negated ? "!" : "";
  const std::string path = names.of(test.field);
  if (test.field.kind != ir::FieldRef::Kind::raw && path.find("[]") != std::string::npos) {
    if (test.op == ir::Op::null) {
      ir::Test present = test;
      present.op = ir::Op::present;
      return testSteps(present, origin, !negated, names);
    }
    if (test.quantifier == ir::Quantifier::any) return {step(bang + arrayCall(path, test, origin, names), origin)};
    // Every element passes if there is one, and none fails.
    const std::string some = arrayCall(path, presence(test), origin, names),
                      failing = arrayCall(path, test, origin, names, true);
    if (!negated) return {step(some, origin), step("!" + failing, origin)};
    return {step(fmt::format("case {{\n    !{};\n    {}\n  }}", indented(some, "    "), indented(failing, "    ")),
                 origin)};
  }
  if (test.op == ir::Op::inNetwork) {
    std::string subnets;
    for (const ir::Operand& operand : test.operands)
      subnets += (subnets.empty() ? "" : ", ") + quote(std::get<ir::Network>(operand.value).text);
    return {step(fmt::format("{}cidr({}, subnet=[{}])", bang, fieldName(path), subnets), origin)};
  }
  if (test.op == ir::Op::sameAs) return sameAs(test, origin, negated, names);
  if (test.op == ir::Op::inList) return {step(bang + listed(test, path), origin)};
  if (const auto list = listStep(test, names)) return {step(bang + *list, origin)};
  ir::Pred pred{test, origin};
  if (negated) pred = ir::negation(std::move(pred));
  return {step(plain(pred, names, false), origin)};
}

// The value is looked up in a file; no column of it is added (functions-match, functions-cidr).
std::string Conditions::listed(const ir::Test& test, const std::string& path) {
  const auto& list = std::get<ir::Listed>(test.operands.front().value);
  const std::string file = quote(list.places.at("cql")), column = quote(list.column.empty() ? list.name : list.column);
  if (list.networks) return fmt::format("cidr({}, file={}, column={})", fieldName(path), file, column);
  return fmt::format("match(file={}, field={}, column={}, include=[]{})", file, fieldName(path), column,
                     test.fold == ir::Fold::exact ? "" : ", ignoreCase=true");
}

// A condition on a part of a time: the function makes a column, which is compared. None if it is another condition.
std::optional<std::vector<Query>> Conditions::partOfTime(const ir::Val& value, const base::Origin& origin,
                                                         bool negated) {
  const auto* compare = std::get_if<ir::Call>(&value.node);
  if (compare == nullptr || compare->arguments.size() < 2) return std::nullopt;
  const auto* call = std::get_if<ir::Call>(&compare->arguments.front().node);
  if (call == nullptr || !timePart(call->function)) return std::nullopt;
  std::vector<std::string> operands;
  for (std::size_t i = 1; i < compare->arguments.size(); ++i) {
    const auto* literal = std::get_if<ir::Literal>(&compare->arguments[i].node);
    const auto* wanted = literal == nullptr ? nullptr : std::get_if<double>(&literal->value);
    if (wanted == nullptr) return std::nullopt;
    operands.push_back(number(*wanted));
  }
  std::string sign;
  switch (compare->function) {
    case ir::Function::less:
    case ir::Function::lessEqual:
    case ir::Function::greater:
    case ir::Function::greaterEqual:
      sign = ir::info(compare->function).spelling;
      break;
    case ir::Function::equal:
      sign = "=";
      break;
    case ir::Function::in:
      break;
    default:
      return std::nullopt;
  }
  const auto expression = timePartCall(compare->arguments.front(), *call, report_);
  if (!expression) return std::vector<Query>{};
  const std::string column = fmt::format("q_{}{}", ir::info(call->function).spelling, ++elements_);
  helpers_.push_back(column);
  const std::string test = sign.empty() ? fmt::format("in({}, values=[{}])", column, join(operands, ", "))
                                        : column + sign + operands.front();
  const std::string bang = !negated ? "" : sign.empty() ? "!" : "not ";
  return std::vector<Query>{step(fmt::format("{} := {}", column, *expression), origin), step(bang + test, origin)};
}

// In a filter the right side is always text, so two fields are compared by test(); it is case-sensitive.
std::vector<Query> Conditions::sameAs(const ir::Test& test, const base::Origin& origin, bool negated,
                                      const Names& names) {
  if (test.operands.size() != 1) {
    report_.add(codes::cannotSay, origin.primary(), "CQL compares a field with one other field at a time")
        .note("write a list of selections instead");
    return {};
  }
  const auto& other = std::get<ir::OtherField>(test.operands.front().value);
  std::vector<Query> out;
  std::string left = fieldInExpression(names.of(test.field)), right = fieldInExpression(names.of(other.field));
  if (test.fold != ir::Fold::exact) {
    const std::string a = fmt::format("q_a{}", ++elements_), b = fmt::format("q_b{}", elements_);
    out.push_back(step(fmt::format("{} := lower({})", a, fieldName(names.of(test.field))), origin));
    out.push_back(step(fmt::format("{} := lower({})", b, fieldName(names.of(other.field))), origin));
    helpers_.push_back(a);
    helpers_.push_back(b);
    left = a;
    right = b;
  }
  std::string call;
  switch (other.where) {
    case ir::OtherField::Where::whole:
      call = fmt::format("test({} == {})", left, right);
      break;
    case ir::OtherField::Where::prefix:
      call = fmt::format("text:startsWith({}, substring={})", left, right);
      break;
    case ir::OtherField::Where::suffix:
      call = fmt::format("text:endsWith({}, substring={})", left, right);
      break;
    case ir::OtherField::Where::inside:
      call = fmt::format("text:contains({}, substring={})", left, right);
      break;
  }
  out.push_back(step((negated ? "!" : "") + call, origin));
  return out;
}

}  // namespace quarry::target::cql
