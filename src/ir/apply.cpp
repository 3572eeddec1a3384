#include "quarry/ir/apply.h"

#include <algorithm>

#include "quarry/ir/plan.h"

namespace quarry::ir {

namespace {

using enum OperationKind;

const OperationInfo kOperations[] = {
#define QUARRY_OPERATION(symbol, spelling, kind) {spelling, Operation::symbol, kind},
#include "quarry/ir/operations.def"
#undef QUARRY_OPERATION
};

std::string print(const Argument& argument);

std::string print(const ArgumentList& list) {
  std::string out;
  for (const Argument& element : list.of) out += (out.empty() ? "" : ", ") + print(element);
  return "[" + out + "]";
}

// The steps of a plan in one line.
std::string inner(const Plan& plan) {
  std::string text = ir::print(plan);
  if (text.ends_with('\n')) text.pop_back();
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n') {
      out += text[i];
      continue;
    }
    out += ' ';
    while (i + 1 < text.size() && text[i + 1] == ' ') ++i;
  }
  return "{" + out + "}";
}

std::string print(const Argument& argument) {
  const std::string value =
      std::visit(base::overloaded{[](const base::Box<Val>& val) { return ir::print(*val); },
                                  [](const std::shared_ptr<const Plan>& plan) { return inner(*plan); },
                                  [](const ArgumentList& list) { return print(list); }},
                 argument.value);
  return argument.name.empty() ? value : argument.name + "=" + value;
}

std::string nameOf(const Argument& argument) {
  const auto* value = std::get_if<base::Box<Val>>(&argument.value);
  if (value == nullptr) return {};
  if (const auto* field = std::get_if<FieldRef>(&(*value)->node)) return field->name;
  const auto* literal = std::get_if<Literal>(&(*value)->node);
  const auto* text = literal == nullptr ? nullptr : std::get_if<std::string>(&literal->value);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

const OperationInfo& info(Operation operation) { return kOperations[static_cast<std::size_t>(operation)]; }
std::span<const OperationInfo> operations() { return kOperations; }

std::optional<Operation> operationNamed(std::string_view spelling) {
  const auto* found = std::find_if(std::begin(kOperations), std::end(kOperations),
                                   [&](const OperationInfo& row) { return row.spelling == spelling; });
  if (found == std::end(kOperations)) return std::nullopt;
  return found->operation;
}

const Argument* Apply::find(std::string_view name) const {
  const auto found =
      std::find_if(arguments.begin(), arguments.end(), [&](const Argument& one) { return one.name == name; });
  return found == arguments.end() ? nullptr : &*found;
}

std::vector<std::string> outputs(const Apply& apply) {
  const Argument* as = apply.find("as");
  if (as == nullptr) as = apply.find("asArray");
  if (as == nullptr) return {};
  std::vector<std::string> names;
  if (const auto* list = std::get_if<ArgumentList>(&as->value)) {
    for (const Argument& element : list->of) names.push_back(nameOf(element));
  } else {
    names.push_back(nameOf(*as));
  }
  std::erase(names, std::string());
  return names;
}

std::string print(const Apply& apply) {
  std::string out;
  for (const Argument& argument : apply.arguments) out += (out.empty() ? "" : ", ") + print(argument);
  return (apply.negated ? "not " : "") + std::string(info(apply.operation).spelling) + "(" + out + ")";
}

// Plans have no comparison of their own; the printed form says everything that they mean.
bool operator==(const Apply& a, const Apply& b) { return a.operation == b.operation && print(a) == print(b); }

}  // namespace quarry::ir
