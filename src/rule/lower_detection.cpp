// The meaning of detections: a map is a conjunction, a list a disjunction, an item a test.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes.h"
#include "rule/operands.h"

namespace quarry::rule {

namespace {

ir::Test testFor(const Item& item, const Chain& chain, const Scope& scope) {
  ir::Test test;
  if (item.field.value.empty()) test.field = {ir::FieldRef::Kind::raw, "", nullptr};
  else test.field = resolveField(item.field.value, scope);
  if (chain.has(Modifier::allElements)) test.quantifier = ir::Quantifier::all;
  return test;
}

// Sigma text compares without regard to case unless `cased` says otherwise; numbers and networks have no case.
ir::Fold foldOf(ir::Op op, const Chain& chain) {
  const bool letters = op == ir::Op::matches || op == ir::Op::sameAs;
  return letters && !chain.has(Modifier::cased) && !chain.has(Modifier::re) ? ir::Fold::unicode : ir::Fold::exact;
}

ir::Pred testOf(const Item& item, const Chain& chain, const Scope& scope, Operands operands, const base::Origin& origin) {
  ir::Test test = testFor(item, chain, scope);
  test.op = operands.op;
  test.domain = operands.domain;
  test.fold = foldOf(operands.op, chain);
  test.operands = std::move(operands.of);
  return {std::move(test), origin};
}

std::optional<ir::Pred> existence(const Item& item, const Chain& chain, const Scope& scope) {
  const auto* wanted = item.values.size() == 1 && !item.isList ? std::get_if<bool>(&item.values.front().value) : nullptr;
  if (wanted == nullptr || item.field.value.empty()) {
    scope.report.add(codes::modifierValue, item.values.empty() ? item.span : item.values.front().span,
                     "`exists` takes one `true` or `false`, without quotes");
    return std::nullopt;
  }
  ir::Test test = testFor(item, chain, scope);
  test.op = ir::Op::present;
  ir::Pred present{std::move(test), item.span};
  return *wanted ? present : ir::negation(std::move(present), item.span);
}

std::optional<ir::Pred> anyElement(const Item& item, Scope& scope) {
  // Names inside are paths within the element.
  Scope inner{scope.rule, scope.sources, scope.report, ir::initialFields(), {}, scope.depth + 1};
  auto condition = lowerDetection(**item.nested, inner);
  if (!condition) return std::nullopt;
  ir::FieldRef array = resolveField(item.field.value, scope);
  if (!array.name.ends_with("[]")) array.name += "[]";
  return ir::Pred{ir::AnyElement{std::move(array), std::move(*condition)}, item.span};
}

std::optional<ir::Pred> lowerItem(const Item& item, Scope& scope) {
  const auto chain = readChain(item, scope.report);
  if (!chain) return std::nullopt;
  if (chain->has(Modifier::anyOf)) {
    if (!item.nested) {
      scope.report.add(codes::modifierValue, item.span, "`any_of` needs a mapping: the conditions on one element");
      return std::nullopt;
    }
    auto element = anyElement(item, scope);
    if (element && chain->has(Modifier::neq)) return ir::negation(std::move(*element), item.span);
    return element;
  }
  if (chain->has(Modifier::exists)) return existence(item, *chain, scope);

  std::vector<ir::Pred> tests;
  bool good = true;
  for (const Value& value : item.values) {
    auto operands = operandsOf(value, item, *chain, scope);
    good = good && operands.has_value();
    if (operands) tests.push_back(testOf(item, *chain, scope, std::move(*operands), value.span));
  }
  if (!good || tests.empty()) return std::nullopt;
  ir::Pred result = chain->has(Modifier::all) ? ir::conjunction(std::move(tests), item.span) : ir::disjunction(std::move(tests), item.span);
  if (item.values.size() == 1) result.origin = item.span;
  if (chain->has(Modifier::neq)) result = ir::negation(std::move(result), item.span);
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

ir::FieldRef resolveField(const std::string& name, const Scope& scope) {
  if (auto field = scope.fields.resolve(name)) return *field;
  return {ir::FieldRef::Kind::event, name, nullptr};
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
                          auto preds = each(any.of, [&](const Detection& inner) { return lowerDetection(inner, scope); });
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
