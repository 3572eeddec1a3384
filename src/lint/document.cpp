#include "lint/document.h"

#include <algorithm>
#include <array>

#include "quarry/base/text.h"
#include "quarry/rule/strings.h"

namespace quarry::lint {

namespace {

void collect(const rule::Selection& selection, const rule::Detection& detection, std::vector<Placed>& all) {
  std::visit(base::overloaded{
                 [&](const Item& item) {
                   all.push_back({&selection, &item});
                   if (item.nested) collect(selection, **item.nested, all);
                 },
                 [&](const rule::AllOf& map) {
                   for (const Item& item : map.items) {
                     all.push_back({&selection, &item});
                     if (item.nested) collect(selection, **item.nested, all);
                   }
                 },
                 [&](const rule::AnyOf& list) {
                   for (const rule::Detection& inner : list.of) collect(selection, inner, all);
                 },
             },
             detection.node);
}

// Below an odd number of `not`.
bool excludes(const rule::Condition& condition, std::string_view selection, bool negated) {
  const auto any = [&](const std::vector<rule::Condition>& of) {
    return std::any_of(of.begin(), of.end(), [&](const auto& part) { return excludes(part, selection, negated); });
  };
  return std::visit(base::overloaded{
                        [&](const rule::Named& named) { return negated && named.name == selection; },
                        [&](const rule::Quantified& many) { return negated && rule::names(many, selection); },
                        [&](const rule::Negation& inner) { return excludes(*inner.of, selection, !negated); },
                        [&](const rule::Conjunction& all) { return any(all.of); },
                        [&](const rule::Disjunction& some) { return any(some.of); },
                    },
                    condition.node);
}

}  // namespace

const rule::Rule* ruleOf(const DocumentContext& context) { return std::get_if<rule::Rule>(&context.document); }
const rule::Correlation* correlationOf(const DocumentContext& context) {
  return std::get_if<rule::Correlation>(&context.document);
}

const std::vector<rule::Selection>& selections(const DocumentContext& context) {
  static const std::vector<rule::Selection> kNone;
  if (const auto* rule = ruleOf(context)) return rule->selections;
  if (const auto* filter = std::get_if<rule::Filter>(&context.document)) return filter->selections;
  return kNone;
}

std::vector<Placed> items(const DocumentContext& context) {
  std::vector<Placed> all;
  for (const rule::Selection& selection : selections(context)) collect(selection, selection.detection, all);
  return all;
}

bool has(const Item& item, std::string_view modifier) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOther = {
      {{"i", "ignorecase"}, {"m", "multiline"}, {"s", "dotall"}, {"wide", "utf16le"}}};
  return std::any_of(item.modifiers.begin(), item.modifiers.end(), [&](const Text& m) {
    return m.value == modifier || std::any_of(kOther.begin(), kOther.end(), [&](const auto& names) {
             return names.first == modifier && names.second == m.value;
           });
  });
}

bool isKeyword(const Item& item) { return item.field.value.empty(); }

bool comparesText(const Item& item) {
  static constexpr std::array<std::string_view, 10> kText = {
      "contains", "startswith", "endswith", "cased", "all", "neq", "windash", "all_elements", "", "expand"};
  return !item.nested && std::all_of(item.modifiers.begin(), item.modifiers.end(), [](const Text& m) {
    return std::find(kText.begin(), kText.end(), m.value) != kText.end();
  });
}

std::optional<ir::Glob> patternOf(const Item& item, const Value& value) {
  if (!comparesText(item) || has(item, "expand") || std::holds_alternative<rule::Null>(value.value))
    return std::nullopt;
  const bool plain = item.modifiers.empty();
  if (plain && !std::holds_alternative<std::string>(value.value)) return std::nullopt;
  const bool contains = has(item, "contains") || isKeyword(item);
  return ir::withRuns(rule::parseString(value.text), contains || has(item, "endswith"),
                      contains || has(item, "startswith"));
}

bool swallows(const ir::Glob& wide, const ir::Glob& narrow, bool exactCase) {
  const ir::GlobShape shape = ir::shape(wide), other = ir::shape(narrow);
  if (shape == ir::GlobShape::general) return wide == narrow;
  if (shape == ir::GlobShape::anything) return true;
  const auto cased = [&](std::string_view text) { return exactCase ? std::string(text) : base::asciiLower(text); };
  const std::string part = cased(ir::literal(wide));
  if (shape == ir::GlobShape::contains)
    return std::any_of(narrow.tokens.begin(), narrow.tokens.end(), [&](const ir::GlobToken& token) {
      const auto* text = std::get_if<std::string>(&token);
      return text != nullptr && cased(*text).find(part) != std::string::npos;
    });
  if (narrow.tokens.empty()) return shape == ir::GlobShape::exact && part.empty();
  const bool front = shape == ir::GlobShape::prefix;
  if (shape == ir::GlobShape::exact) return other == ir::GlobShape::exact && cased(ir::literal(narrow)) == part;
  const auto* edge = std::get_if<std::string>(front ? &narrow.tokens.front() : &narrow.tokens.back());
  if (edge == nullptr) return false;
  return front ? cased(*edge).starts_with(part) : cased(*edge).ends_with(part);
}

std::vector<rule::Condition> conditions(const DocumentContext& context) {
  std::vector<rule::Condition> all;
  base::Report quiet;
  const auto add = [&](const base::yaml::Node& node) {
    if (auto tree = rule::parseCondition(base::yaml::embed(context.sources, node), context.sources, quiet))
      all.push_back(std::move(*tree));
  };
  if (const auto* rule = ruleOf(context))
    for (const base::yaml::Node& node : rule->conditionNodes) add(node);
  if (const auto* filter = std::get_if<rule::Filter>(&context.document); filter != nullptr && filter->condition)
    add(*filter->condition);
  return all;
}

void walk(const rule::Condition& condition, const std::function<void(const rule::Condition&)>& visit) {
  visit(condition);
  std::visit(base::overloaded{
                 [](const rule::Named&) {},
                 [](const rule::Quantified&) {},
                 [&](const rule::Negation& inner) { walk(*inner.of, visit); },
                 [&](const rule::Conjunction& all) {
                   for (const rule::Condition& part : all.of) walk(part, visit);
                 },
                 [&](const rule::Disjunction& any) {
                   for (const rule::Condition& part : any.of) walk(part, visit);
                 },
             },
             condition.node);
}

bool isExclusion(const std::vector<rule::Condition>& conditions, std::string_view selection) {
  return std::any_of(conditions.begin(), conditions.end(),
                     [&](const rule::Condition& condition) { return excludes(condition, selection, false); });
}

}  // namespace quarry::lint
