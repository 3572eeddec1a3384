// The textual form of conditions and values.
#include <fmt/format.h>

#include "quarry/ir/functions.h"
#include "quarry/ir/pred.h"

namespace quarry::ir {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else {
      if (c == '\'') out += '\\';
      out += c;
    }
  }
  return out + "'";
}

std::string print(const FieldRef& field) {
  switch (field.kind) {
    case FieldRef::Kind::raw:
      return "<event text>";
    case FieldRef::Kind::column:
      return "$" + field.name;
    case FieldRef::Kind::event:
      break;
  }
  return field.physical && field.physical->name != field.name ? field.name + "→" + field.physical->name : field.name;
}

std::string flags(const Regex& regex) {
  std::string out;
  if (regex.ignoreCase) out += 'i';
  if (regex.multiLine) out += 'm';
  if (regex.dotAll) out += 's';
  return out;
}

std::string print(const Operand& operand) {
  return std::visit(base::overloaded{
                        [](const Glob& glob) { return quoted(ir::print(glob)); },
                        [](const Regex& regex) { return "/" + regex.text + "/" + flags(regex); },
                        [](const Number& number) { return number.text; },
                        [](bool value) { return std::string(value ? "true" : "false"); },
                        [](const Network& network) { return network.text; },
                        [](const Listed& list) { return "list " + list.name; },
                        [](const OtherField& other) {
                          static constexpr std::string_view kWhere[] = {"", "prefix ", "suffix ", "inside "};
                          return std::string(kWhere[static_cast<std::size_t>(other.where)]) + print(other.field);
                        },
                    },
                    operand.value);
}

std::string_view spelling(Op op) {
  static constexpr std::string_view kNames[] = {
      "matches", "equals", "<", "<=", ">", ">=", "is present", "is null", "in network", "same as", "in"};
  return kNames[static_cast<std::size_t>(op)];
}

std::string print(const Test& test) {
  std::string out = print(test.field);
  if (test.quantifier == Quantifier::all) out = "every " + out;
  out += " ";
  out += spelling(test.op);
  const bool networks =
      test.op == Op::inList && !test.operands.empty() && std::get<Listed>(test.operands.front().value).networks;
  const bool letters = test.op == Op::matches || test.op == Op::sameAs || (test.op == Op::inList && !networks);
  bool regex = !test.operands.empty();
  for (const Operand& operand : test.operands) regex = regex && std::holds_alternative<Regex>(operand.value);
  if (letters && !regex)
    out += test.fold == Fold::exact ? " exactly" : test.fold == Fold::ascii ? " (ascii case)" : " (any case)";
  for (std::size_t i = 0; i < test.operands.size(); ++i) out += (i == 0 ? " " : ", ") + print(test.operands[i]);
  return out;
}

std::string joined(const std::vector<Pred>& of, std::string_view word) {
  std::string out;
  for (const Pred& pred : of) out += (out.empty() ? "(" : fmt::format(" {} ", word)) + ir::print(pred);
  return out.empty() ? fmt::format("({} of nothing)", word) : out + ")";
}

bool isSymbol(std::string_view spelling) { return spelling.find_first_not_of("+-*/%=!<>") == std::string_view::npos; }

std::string print(const Call& call) {
  const FunctionInfo& known = info(call.function);
  const bool word =
      call.function == Function::in || call.function == Function::logicalAnd || call.function == Function::logicalOr;
  if ((isSymbol(known.spelling) || word) && call.arguments.size() == 2)
    return fmt::format("({} {} {})", ir::print(call.arguments[0]), known.spelling, ir::print(call.arguments[1]));
  std::string out = fmt::format("{}(", known.spelling);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) out += (i == 0 ? "" : ", ") + ir::print(call.arguments[i]);
  return out + ")";
}

}  // namespace

std::string print(const Pred& pred) {
  return std::visit(base::overloaded{
                        [](const Constant& constant) { return std::string(constant.value ? "true" : "false"); },
                        [](const And& all) { return joined(all.of, "and"); },
                        [](const Or& any) { return joined(any.of, "or"); },
                        [](const Not& negated) { return "not " + print(*negated.of); },
                        [](const Test& test) { return print(test); },
                        [](const AnyElement& element) {
                          return fmt::format("some element of {}: {}", print(element.array), print(*element.condition));
                        },
                        [](const IsTrue& isTrue) { return fmt::format("is true({})", print(isTrue.value)); },
                    },
                    pred.node);
}

std::string print(const Val& value) {
  return std::visit(base::overloaded{
                        [](const Literal& literal) {
                          return std::visit(base::overloaded{[](const std::string& text) { return quoted(text); },
                                                             [](double number) { return fmt::format("{}", number); },
                                                             [](bool b) { return std::string(b ? "true" : "false"); },
                                                             [](Duration d) { return print(d); }},
                                            literal.value);
                        },
                        [](const FieldRef& field) { return print(field); },
                        [](const Call& call) { return print(call); },
                        [](const Case& cases) {
                          std::string out = "case(";
                          for (const Case::Branch& branch : cases.branches)
                            out += fmt::format("{} -> {}; ", print(*branch.when), print(*branch.then));
                          return out + "else " + (cases.otherwise ? print(**cases.otherwise) : "missing") + ")";
                        },
                        [](const Apply& apply) { return print(apply); },
                    },
                    value.node);
}

}  // namespace quarry::ir
