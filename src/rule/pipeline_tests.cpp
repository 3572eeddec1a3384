#include "rule/pipeline_tests.h"

#include <algorithm>
#include <regex>

#include "quarry/ir/pattern.h"
#include "quarry/rule/condition.h"
#include "quarry/rule/strings.h"

namespace quarry::rule {

namespace {

using base::yaml::Node;
using Holds = std::function<bool(const PipelineTest&)>;

bool evaluate(const Condition& condition, const PipelineTests& tests, const Holds& holds) {
  const auto inner = [&](const Condition& part) { return evaluate(part, tests, holds); };
  return std::visit(base::overloaded{
                        [&](const Named& named) {
                          const auto found =
                              std::find_if(tests.all.begin(), tests.all.end(),
                                           [&](const PipelineTest& t) { return t.name.value == named.name; });
                          return found != tests.all.end() && holds(*found);
                        },
                        [](const Quantified&) { return false; },
                        [&](const Negation& negation) { return !inner(*negation.of); },
                        [&](const Conjunction& all) { return std::all_of(all.of.begin(), all.of.end(), inner); },
                        [&](const Disjunction& any) { return std::any_of(any.of.begin(), any.of.end(), inner); },
                    },
                    condition.node);
}

bool combine(const PipelineTests& tests, base::Sources& sources, const Holds& holds) {
  if (tests.all.empty()) return true;
  bool result = false;
  if (tests.expression) {
    base::Report quiet;
    const auto tree = parseCondition(base::yaml::embed(sources, *tests.expression), sources, quiet);
    result = tree && evaluate(*tree, tests, holds);
  } else {
    result = tests.any ? std::any_of(tests.all.begin(), tests.all.end(), holds)
                       : std::all_of(tests.all.begin(), tests.all.end(), holds);
  }
  return result != tests.negated;
}

std::string text(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value == nullptr ? "" : value->text;
}

bool matches(const std::string& pattern, const std::string& value) {
  try {
    return std::regex_search(value, std::regex("^(?:" + pattern + ")"));
  } catch (const std::regex_error&) {
    return false;
  }
}

bool stateHolds(const PipelineTest& test, const PipelineState& state) {
  const auto found = state.values.find(text(test.parameters, "key"));
  return found != state.values.end() && found->second == text(test.parameters, "val");
}

bool sourceHolds(const Node& wanted, const LogSource& source) {
  const auto fits = [&](std::string_view key, const std::optional<Text>& has) {
    const Node* value = wanted.find(key);
    return value == nullptr || value->isNull() || (has && has->value == value->text);
  };
  return fits("product", source.product) && fits("category", source.category) && fits("service", source.service);
}

bool attributeHolds(const PipelineTest& test, const Rule& rule) {
  const Node* has = rule.node.find(text(test.parameters, "attribute"));
  const std::string wanted = text(test.parameters, "value"), operation = text(test.parameters, "op");
  if (has == nullptr) return false;
  if (operation == "in" || has->isSequence())
    return std::any_of(has->items.begin(), has->items.end(), [&](const Node& one) { return one.text == wanted; });
  if (operation == "ne") return has->text != wanted;
  return has->text == wanted;
}

bool ruleHolds(const PipelineTest& test, const PipelineState& state) {
  const std::string& type = test.type.value;
  if (type == "logsource") return sourceHolds(test.parameters, state.rule.logSource);
  if (type == "processing_item_applied") return state.applied.contains(text(test.parameters, "processing_item_id"));
  if (type == "processing_state") return stateHolds(test, state);
  if (type == "is_sigma_rule") return true;
  if (type == "is_sigma_correlation_rule") return false;
  if (type == "rule_attribute") return attributeHolds(test, state.rule);
  if (type == "tag")
    return std::any_of(state.rule.tags.begin(), state.rule.tags.end(),
                       [&](const Text& tag) { return tag.value == text(test.parameters, "tag"); });
  // contains_field and contains_detection_item
  bool found = false;
  std::vector<Selection> selections = state.rule.selections;
  forEachItem(selections, [&](Item& item) {
    if (item.field.value != text(test.parameters, "field")) return;
    found = found || type == "contains_field" ||
            std::any_of(item.values.begin(), item.values.end(),
                        [&](const Value& value) { return value.text == text(test.parameters, "value"); });
  });
  return found;
}

bool itemHolds(const PipelineTest& test, const Item& item, const PipelineState& state) {
  const std::string& type = test.type.value;
  if (type == "processing_state") return stateHolds(test, state);
  if (type == "processing_item_applied") {
    const auto found = state.items.find(item.field.span.begin);
    return found != state.items.end() && found->second.contains(text(test.parameters, "processing_item_id"));
  }
  const auto one = [&](const Value& value) {
    const auto* string = std::get_if<std::string>(&value.value);
    if (type == "is_null") return std::holds_alternative<Null>(value.value);
    if (type == "match_value") return value.text == text(test.parameters, "value");
    if (type == "match_string") {
      const Node* negate = test.parameters.find("negate");
      const bool wanted = negate == nullptr || !negate->asBool().value_or(false);
      return string != nullptr && matches(text(test.parameters, "pattern"), *string) == wanted;
    }
    return string != nullptr && ir::shape(parseString(*string)) != ir::GlobShape::exact;  // contains_wildcard
  };
  if (item.values.empty()) return false;
  return text(test.parameters, "cond") == "all" ? std::all_of(item.values.begin(), item.values.end(), one)
                                                : std::any_of(item.values.begin(), item.values.end(), one);
}

bool fieldHolds(const PipelineTest& test, const Item& item, const PipelineState& state) {
  const std::string& type = test.type.value;
  if (type == "processing_state" || type == "processing_item_applied") return itemHolds(test, item, state);
  const Node* fields = test.parameters.find("fields");
  const bool isPattern = text(test.parameters, "mode") == "re" || text(test.parameters, "match_type") == "re";
  const bool named = fields != nullptr && std::any_of(fields->items.begin(), fields->items.end(), [&](const Node& one) {
                       return isPattern ? matches(one.text, item.field.value) : one.text == item.field.value;
                     });
  return named == (type == "include_fields");
}

void visitItems(Detection& detection, const std::function<void(Item&)>& visit) {
  const auto one = [&](Item& item) {
    visit(item);
    if (item.nested) visitItems(**item.nested, visit);
  };
  std::visit(base::overloaded{
                 [&](Item& item) { one(item); },
                 [&](AllOf& all) { std::for_each(all.items.begin(), all.items.end(), one); },
                 [&](AnyOf& any) {
                   for (Detection& inner : any.of) visitItems(inner, visit);
                 },
             },
             detection.node);
}

}  // namespace

void forEachItem(std::vector<Selection>& selections, const std::function<void(Item&)>& visit) {
  for (Selection& selection : selections) visitItems(selection.detection, visit);
}

bool appliesToRule(const PipelineItem& item, const PipelineState& state, base::Sources& sources) {
  return combine(item.rule, sources, [&](const PipelineTest& test) { return ruleHolds(test, state); });
}

bool appliesToTest(const PipelineItem& item, const Item& test, const PipelineState& state, base::Sources& sources) {
  return combine(item.item, sources, [&](const PipelineTest& one) { return itemHolds(one, test, state); }) &&
         combine(item.field, sources, [&](const PipelineTest& one) { return fieldHolds(one, test, state); });
}

}  // namespace quarry::rule
