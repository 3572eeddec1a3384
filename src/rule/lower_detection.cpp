// The meaning of detections: a map is a conjunction, a list a disjunction, an item a test.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "quarry/ir/functions.h"
#include "rule/expand.h"
#include "rule/operands.h"

namespace quarry::rule {

namespace {

ir::FieldRef fieldOf(const Item& item, const Scope& scope) {
  if (item.field.value.empty()) return {ir::FieldRef::Kind::raw, "", nullptr};
  if (item.naming == Item::Naming::sigma) return resolveField(item.field.value, scope);
  return platformField(item.field.value, item.field.value, item.naming == Item::Naming::added);
}

ir::Test testFor(const Item& item, const Chain& chain, const Scope& scope) {
  ir::Test test;
  test.field = fieldOf(item, scope);
  if (chain.has(Modifier::allElements)) test.quantifier = ir::Quantifier::all;
  return test;
}

// Sigma text compares without regard to case unless `cased` says otherwise; numbers and networks have no case, and a
// regular expression has a flag for it.
ir::Fold foldOf(const Operands& operands, const Chain& chain) {
  const bool letters = operands.op == ir::Op::matches || operands.op == ir::Op::sameAs ||
                       (operands.op == ir::Op::inList && operands.domain == ir::Domain::text);
  const bool isRegex = !operands.of.empty() && std::holds_alternative<ir::Regex>(operands.of.front().value);
  return letters && !isRegex && !chain.has(Modifier::cased) ? ir::Fold::unicode : ir::Fold::exact;
}

ir::Pred testOf(const Item& item, const Chain& chain, const Scope& scope, Operands operands,
                const base::Origin& origin) {
  ir::Test test = testFor(item, chain, scope);
  test.op = operands.op;
  test.domain = operands.domain;
  test.fold = foldOf(operands, chain);
  test.operands = std::move(operands.of);
  return {std::move(test), origin};
}

// The values that one test can hold together: of one operator and one kind.
bool sameTest(const Operands& a, const Operands& b) {
  const bool takesSeveral =
      a.op == ir::Op::matches || a.op == ir::Op::equals || a.op == ir::Op::inNetwork || a.op == ir::Op::sameAs;
  return takesSeveral && a.op == b.op && a.domain == b.domain &&
         a.of.front().value.index() == b.of.front().value.index();
}

base::Origin originOf(const Operands& operands) {
  base::Origin origin;
  for (const ir::Operand& operand : operands.of) origin |= operand.origin;
  return origin;
}

base::Span modifierSpan(const Item& item, const Chain& chain, Modifier modifier) {
  const auto at = std::find(chain.order.begin(), chain.order.end(), modifier) - chain.order.begin();
  return item.modifiers[static_cast<std::size_t>(at)].span;
}

// The text of an event has no one field to read from, and begins and ends differently on every platform.
bool canBeKeyword(const Item& item, const Chain& chain, const Scope& scope) {
  const auto refuse = [&](Modifier modifier, std::string_view why) {
    scope.report
        .add(codes::badKeyword, modifierSpan(item, chain, modifier), fmt::format("a keyword has no field: {}", why))
        .note("keywords are searched in the whole event; name the field that is meant");
    return false;
  };
  if (scope.inElement) {
    scope.report.add(codes::badKeyword, item.span, "a keyword cannot be searched for in one element of an array")
        .note("below `any_of` name the fields of the element");
    return false;
  }
  for (const Modifier m :
       {Modifier::cidr, Modifier::exists, Modifier::fieldref, Modifier::allElements, Modifier::anyOf, Modifier::lookup})
    if (chain.has(m)) return refuse(m, "there is nothing this modifier could read");
  if (const auto comparison = chain.comparison()) return refuse(*comparison, "there is no number to compare");
  if (const auto part = chain.part()) return refuse(*part, "there is no point in time to read");
  const auto position = chain.position();
  if (position && *position != Modifier::contains)
    return refuse(*position, "the text of an event begins and ends differently on every platform");
  return true;
}

std::optional<ir::Pred> existence(const Item& item, const Chain& chain, const Scope& scope) {
  const auto* wanted =
      item.values.size() == 1 && !item.isList ? std::get_if<bool>(&item.values.front().value) : nullptr;
  if (wanted == nullptr) {
    auto& finding = scope.report.add(codes::modifierValue, item.values.empty() ? item.span : item.values.front().span,
                                     "`exists` takes one `true` or `false`, without quotes");
    const bool quoted = item.values.size() == 1 && !item.isList &&
                        (item.values.front().text == "true" || item.values.front().text == "false");
    if (quoted)
      finding.fix("remove the quotes", {{item.values.front().span, item.values.front().text}}, base::Safety::safe);
    return std::nullopt;
  }
  ir::Test test = testFor(item, chain, scope);
  test.op = ir::Op::present;
  ir::Pred present{std::move(test), item.span};
  return *wanted ? present : ir::negation(std::move(present), item.span);
}

std::optional<ir::Pred> anyElement(const Item& item, Scope& scope) {
  if (!item.nested) {
    scope.report.add(codes::modifierValue, item.span, "`any_of` needs a mapping: the conditions on one element");
    return std::nullopt;
  }
  // Names inside are paths within the element.
  Scope inner{scope.rule, scope.sources, scope.report, scope.environment, ir::initialFields(), {}, true};
  auto condition = lowerDetection(**item.nested, inner);
  if (!condition) return std::nullopt;
  ir::FieldRef array = resolveField(item.field.value, scope);
  if (!array.name.ends_with("[]")) array.name += "[]";
  return ir::Pred{ir::AnyElement{std::move(array), std::move(*condition)}, item.span};
}

// `null`, and `exists: false`: what is said of a value that is not there.
bool asksForAbsence(const Item& item) {
  return !item.values.empty() && std::all_of(item.values.begin(), item.values.end(), [&](const Value& value) {
    const auto* flag = std::get_if<bool>(&value.value);
    const bool exists =
        std::any_of(item.modifiers.begin(), item.modifiers.end(), [](const Text& m) { return m.value == "exists"; });
    return std::holds_alternative<Null>(value.value) || (exists && flag != nullptr && !*flag);
  });
}

// Adds operands to the test that can hold them, or begins another one.
void add(std::vector<Operands>& groups, Operands operands) {
  const auto same =
      operands.of.empty() ? groups.end() : std::find_if(groups.begin(), groups.end(), [&](const Operands& g) {
        return !g.of.empty() && sameTest(g, operands);
      });
  if (same == groups.end())
    groups.push_back(std::move(operands));
  else
    std::move(operands.of.begin(), operands.of.end(), std::back_inserter(same->of));
}

// What one value stands for. None if an error was reported.
std::optional<std::vector<Operands>> alternatives(const Value& value, const Item& item, const Chain& chain,
                                                  const Scope& scope) {
  const auto values = expanded(value, chain, scope);
  if (!values) return std::nullopt;
  std::vector<Operands> groups;
  for (const Value& one : *values) {
    auto operands = operandsOf(one, item, chain, scope);
    if (!operands) return std::nullopt;
    add(groups, std::move(*operands));
  }
  return groups;
}

std::vector<ir::Pred> testsOf(std::vector<Operands> groups, const Item& item, const Chain& chain, const Scope& scope,
                              base::Span whole) {
  std::vector<ir::Pred> tests;
  for (Operands& operands : groups) {
    const base::Origin origin = groups.size() == 1 || operands.of.empty() ? base::Origin(whole) : originOf(operands);
    tests.push_back(testOf(item, chain, scope, std::move(operands), origin));
  }
  return tests;
}

// Values of one kind share a test; `all` gives each a test of its own.
std::optional<ir::Pred> comparison(const Item& item, const Chain& chain, const Scope& scope) {
  const bool all = chain.has(Modifier::all);
  std::vector<Operands> groups;
  std::vector<ir::Pred> each;
  bool good = true;
  for (const Value& value : item.values) {
    auto of = alternatives(value, item, chain, scope);
    good = good && of.has_value();
    if (!of) continue;
    if (all) {
      const base::Span whole = item.values.size() == 1 ? item.span : value.span;
      each.push_back(ir::disjunction(testsOf(std::move(*of), item, chain, scope, whole), whole));
    } else {
      for (Operands& operands : *of) add(groups, std::move(operands));
    }
  }
  if (!good || (groups.empty() && each.empty())) return std::nullopt;
  if (all) return ir::conjunction(std::move(each), item.span);
  if (chain.has(Modifier::allElements) && groups.size() > 1) {
    scope.report
        .add(codes::modifierValue, item.span,
             "the values for `all_elements` have to be of one kind, and comparisons take one number")
        .note("each element is held against all of them");
    return std::nullopt;
  }
  return ir::disjunction(testsOf(std::move(groups), item, chain, scope, item.span), item.span);
}

// What a part of a time is called, and between which numbers it lies.
struct PartOfTime {
  ir::Function function;
  double least, most;
};
PartOfTime partOfTime(Modifier modifier) {
  switch (modifier) {
    case Modifier::minute:
      return {ir::Function::minute, 0, 59};
    case Modifier::hour:
      return {ir::Function::hour, 0, 23};
    case Modifier::day:
      return {ir::Function::day, 1, 31};
    case Modifier::week:
      return {ir::Function::week, 1, 53};
    case Modifier::month:
      return {ir::Function::month, 1, 12};
    default:
      return {ir::Function::year, 1970, 9999};
  }
}

// `hour: 20`, `hour|gte: 20`: the part of the point in time that the field holds, in UTC.
std::optional<ir::Pred> timeComparison(const Item& item, const Chain& chain, const Scope& scope) {
  const PartOfTime part = partOfTime(*chain.part());
  const std::string_view name = ir::info(part.function).spelling;
  std::vector<ir::Val> arguments = {
      {ir::Call{part.function, {ir::Val{fieldOf(item, scope), item.field.span}}}, item.field.span}};
  bool good = !item.values.empty();
  for (const Value& value : item.values) {
    auto values = expanded(value, chain, scope);
    good = good && values.has_value();
    for (const Value& one : values.value_or(std::vector<Value>{})) {
      const auto* number = std::get_if<double>(&one.value);
      const bool fits =
          number != nullptr && *number >= part.least && *number <= part.most && *number == std::trunc(*number);
      if (!fits) {
        auto& finding =
            scope.report.add(codes::modifierValue, one.span,
                             fmt::format("`{}` is a whole number from {} to {}", name, part.least, part.most));
        if (one.quoted && one.text.find_first_not_of("0123456789") == std::string::npos && !one.text.empty())
          finding.fix("remove the quotes", {{one.span, one.text}}, base::Safety::safe);
        good = false;
        continue;
      }
      arguments.push_back({ir::Literal{*number}, one.span});
    }
  }
  const auto comparison = chain.comparison();
  if (good && comparison && arguments.size() != 2) {
    scope.report.add(codes::modifierValue, item.span, "a comparison takes one number");
    good = false;
  }
  if (!good) return std::nullopt;
  ir::Function function = arguments.size() == 2 ? ir::Function::equal : ir::Function::in;
  if (comparison == Modifier::less) function = ir::Function::less;
  if (comparison == Modifier::lessEqual) function = ir::Function::lessEqual;
  if (comparison == Modifier::greater) function = ir::Function::greater;
  if (comparison == Modifier::greaterEqual) function = ir::Function::greaterEqual;
  return ir::Pred{ir::IsTrue{{ir::Call{function, std::move(arguments)}, item.span}}, item.span};
}

std::optional<ir::Pred> lowerItem(const Item& item, Scope& scope);

// Any of the fields may hold it; that none does is the complement.
std::optional<ir::Pred> inAnyField(const Item& item, Scope& scope) {
  Item one = item;
  one.alsoIn.clear();
  std::erase_if(one.modifiers, [](const Text& modifier) { return modifier.value == "neq"; });
  std::vector<ir::Pred> fields;
  std::vector<Text> names = {item.field};
  names.insert(names.end(), item.alsoIn.begin(), item.alsoIn.end());
  for (const Text& name : names) {
    one.field = name;
    auto pred = lowerItem(one, scope);
    if (!pred) return std::nullopt;
    fields.push_back(std::move(*pred));
  }
  // Null and the absence of a field hold where no field has it.
  ir::Pred pred = asksForAbsence(one) ? ir::conjunction(std::move(fields), item.span)
                                      : ir::disjunction(std::move(fields), item.span);
  if (one.modifiers.size() == item.modifiers.size()) return pred;
  return ir::negation(std::move(pred), item.span);
}

std::optional<ir::Pred> lowerItem(const Item& item, Scope& scope) {
  if (!item.alsoIn.empty()) return inAnyField(item, scope);
  const auto chain = readChain(item, scope.report);
  if (!chain) return std::nullopt;
  if (item.field.value.empty() && !canBeKeyword(item, *chain, scope)) return std::nullopt;
  checkPlaceholders(item.values, *chain, scope);
  std::optional<ir::Pred> result;
  if (chain->has(Modifier::anyOf))
    result = anyElement(item, scope);
  else if (chain->has(Modifier::exists))
    result = existence(item, *chain, scope);
  else if (chain->part())
    result = timeComparison(item, *chain, scope);
  else
    result = comparison(item, *chain, scope);
  if (result && chain->has(Modifier::neq)) return ir::negation(std::move(*result), item.span);
  return result;
}

template <class Items, class Lower>
std::optional<std::vector<ir::Pred>> each(const Items& items, Lower lower) {
  std::vector<ir::Pred> preds;
  bool good = true;
  for (const auto& item : items) {
    auto pred = lower(item);
    good = good && pred.has_value();
    if (pred) preds.push_back(std::move(*pred));
  }
  if (!good) return std::nullopt;
  return preds;
}

}  // namespace

ir::FieldRef platformField(const std::string& name, const std::string& own, bool assumed) {
  ir::PhysicalField field;
  field.name = own;
  field.evidence = "the pipeline";
  field.assumed = assumed;
  return {ir::FieldRef::Kind::event, name, std::make_shared<const ir::PhysicalField>(std::move(field))};
}

ir::FieldRef resolveField(const std::string& name, const Scope& scope) {
  auto field = scope.fields.resolve(name).value_or(ir::FieldRef{ir::FieldRef::Kind::event, name, nullptr});
  if (!scope.rule.fieldNames || scope.inElement || field.kind != ir::FieldRef::Kind::event) return field;
  const std::vector<std::string> names = scope.rule.fieldNames(name);
  if (names.size() > 1)
    scope.report
        .add(codes::pipelineFailure, scope.rule.title.span,
             fmt::format("a step reads `{}`, which the pipeline maps to several fields", name))
        .note("a step reads one field; coalesce the platform's names in the rule, or map the field to one");
  return names.size() == 1 ? platformField(name, names.front()) : field;
}

std::optional<ir::Pred> lowerDetection(const Detection& detection, Scope& scope) {
  return std::visit(base::overloaded{
                        [&](const Item& item) { return lowerItem(item, scope); },
                        [&](const AllOf& all) -> std::optional<ir::Pred> {
                          auto preds = each(all.items, [&](const Item& item) { return lowerItem(item, scope); });
                          if (!preds) return std::nullopt;
                          return ir::conjunction(std::move(*preds), detection.span);
                        },
                        [&](const AnyOf& any) -> std::optional<ir::Pred> {
                          auto preds =
                              each(any.of, [&](const Detection& inner) { return lowerDetection(inner, scope); });
                          if (!preds) return std::nullopt;
                          return ir::disjunction(std::move(*preds), detection.span);
                        },
                    },
                    detection.node);
}

const std::optional<ir::Pred>& lowerSelection(const Selection& selection, Scope& scope) {
  const auto found = scope.selections.find(selection.name.value);
  if (found != scope.selections.end()) return found->second;
  return scope.selections[selection.name.value] = lowerDetection(selection.detection, scope);
}

}  // namespace quarry::rule
