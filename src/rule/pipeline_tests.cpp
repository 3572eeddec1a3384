#include "rule/pipeline_tests.h"

#include <algorithm>
#include <array>

#include "rule/pipeline_regex.h"
#include "rule/pipeline_texts.h"

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

bool combine(const PipelineTests& tests, const Holds& holds) {
  if (tests.all.empty()) return true;
  const bool result = tests.expression ? evaluate(*tests.expression, tests, holds)
                      : tests.any      ? std::any_of(tests.all.begin(), tests.all.end(), holds)
                                       : std::all_of(tests.all.begin(), tests.all.end(), holds);
  return result != tests.negated;
}

std::string text(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value == nullptr ? "" : value->text;
}

// Patterns were read with the pipeline.
bool matches(const std::string& pattern, const std::string& value) {
  std::string fault;
  const auto regex = PipelineRegex::read(pattern, fault);
  return regex && regex->matches(value);
}

bool isEquality(const std::string& operation) { return operation.empty() || operation == "eq" || operation == "ne"; }

bool inOrder(int order, const std::string& operation) {
  if (operation == "ne") return order != 0;
  if (operation == "gte") return order >= 0;
  if (operation == "gt") return order > 0;
  if (operation == "lte") return order <= 0;
  if (operation == "lt") return order < 0;
  return order == 0;
}

template <class T>
int compare(const T& a, const T& b) {
  return a < b ? -1 : a == b ? 0 : 1;
}

std::optional<double> number(const std::string& text) {
  Node plain;
  plain.kind = base::yaml::Kind::scalar;
  plain.text = text;
  return plain.asNumber();
}

bool stateHolds(const PipelineTest& test, const PipelineState& state) {
  const auto found = state.values.find(text(test.parameters, "key"));
  if (found == state.values.end()) return false;
  const std::string wanted = text(test.parameters, "val"), operation = text(test.parameters, "op");
  const auto a = number(found->second), b = number(wanted);
  if (a && b) return inOrder(compare(*a, *b), operation);
  return inOrder(compare(found->second, wanted), operation);
}

bool sourceHolds(const Node& wanted, const LogSource& source) {
  const auto fits = [&](std::string_view key, const std::optional<Text>& has) {
    const Node* value = wanted.find(key);
    return value == nullptr || value->isNull() || (has && has->value == value->text);
  };
  return fits("product", source.product) && fits("category", source.category) && fits("service", source.service);
}

// A word's place in an order of Sigma's; none if it has none.
template <std::size_t N>
std::optional<int> rank(const std::array<std::string_view, N>& order, const std::string& word) {
  const auto found = std::find(order.begin(), order.end(), word);
  if (found == order.end()) return std::nullopt;
  return static_cast<int>(found - order.begin());
}

bool attributeHolds(const PipelineTest& test, const Rule& rule) {
  static constexpr std::array<std::string_view, 5> kLevels = {"informational", "low", "medium", "high", "critical"};
  static constexpr std::array<std::string_view, 5> kStatus = {"unsupported", "deprecated", "experimental", "test",
                                                              "stable"};
  const std::string attribute = text(test.parameters, "attribute");
  const Node* has = rule.node.find(attribute);
  const std::string wanted = text(test.parameters, "value"), operation = text(test.parameters, "op");
  if (has == nullptr) return false;
  if (has->isSequence()) {
    const bool among =
        std::any_of(has->items.begin(), has->items.end(), [&](const Node& one) { return one.text == wanted; });
    // A list is never equal to one value.
    return operation == "in" ? among : operation == "not_in" ? !among : operation == "ne";
  }
  if (operation == "in") return has->text == wanted;
  if (operation == "not_in") return has->text != wanted;
  const auto ranks = attribute == "level"    ? std::pair(rank(kLevels, has->text), rank(kLevels, wanted))
                     : attribute == "status" ? std::pair(rank(kStatus, has->text), rank(kStatus, wanted))
                                             : std::pair<std::optional<int>, std::optional<int>>{};
  if (ranks.first && ranks.second) return inOrder(compare(*ranks.first, *ranks.second), operation);
  const auto a = has->asNumber(), b = number(wanted);
  if (a && b) return inOrder(compare(*a, *b), operation);
  // Dates compare as the texts they are; other texts have no order.
  const bool isDate = attribute == "date" || attribute == "modified";
  return (isEquality(operation) || isDate) && inOrder(compare(has->text, wanted), operation);
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
    found =
        found || type == "contains_field" ||
        std::any_of(item.values.begin(), item.values.end(), [&](const Value& value) {
          const auto has = pipelineText(item, value);
          return has ? *has == fromSigma(text(test.parameters, "value")) : value.text == text(test.parameters, "value");
        });
  });
  return found;
}

bool itemHolds(const PipelineTest& test, const Item& item, const PipelineState& state) {
  const std::string& type = test.type.value;
  if (type == "processing_state") return stateHolds(test, state);
  if (type == "processing_item_applied") {
    const auto found = state.items.find(placeOf(item));
    return found != state.items.end() && found->second.contains(text(test.parameters, "processing_item_id"));
  }
  const auto one = [&](const Value& value) {
    const auto has = pipelineText(item, value);
    if (type == "is_null") return std::holds_alternative<Null>(value.value);
    if (type == "match_value")
      return has ? *has == fromSigma(text(test.parameters, "value")) : value.text == text(test.parameters, "value");
    if (type == "contains_wildcard") return has && has->find_first_of("*?") != std::string::npos;
    const Node* negate = test.parameters.find("negate");
    const bool wanted = negate == nullptr || !negate->asBool().value_or(false);
    return (has && matches(text(test.parameters, "pattern"), *has)) == wanted;
  };
  if (item.values.empty()) return false;
  return text(test.parameters, "cond") == "all" ? std::all_of(item.values.begin(), item.values.end(), one)
                                                : std::any_of(item.values.begin(), item.values.end(), one);
}

bool fieldHolds(const PipelineTest& test, const std::string& field) {
  const Node& fields = *test.parameters.find("fields");
  const bool isPattern = text(test.parameters, "mode") == "re";
  // Keywords have no field: they are never among those named.
  const bool named = !field.empty() && std::any_of(fields.items.begin(), fields.items.end(), [&](const Node& one) {
    return isPattern ? matches(one.text, field) : one.text == field;
  });
  return named == (test.type.value == "include_fields");
}

}  // namespace

PipelineState::Place placeOf(const Item& test) { return {test.span.file, test.span.begin}; }

void forEachItem(std::vector<Selection>& selections, const std::function<void(Item&)>& visit) {
  for (Selection& selection : selections) forEachItem(selection.detection, visit);
}

void forEachItem(Detection& detection, const std::function<void(Item&)>& visit) {
  std::visit(base::overloaded{
                 [&](Item& item) { visit(item); },
                 [&](AllOf& all) { std::for_each(all.items.begin(), all.items.end(), visit); },
                 [&](AnyOf& any) {
                   for (Detection& inner : any.of) forEachItem(inner, visit);
                 },
             },
             detection.node);
}

bool appliesToRule(const PipelineItem& item, const PipelineState& state) {
  return combine(item.rule, [&](const PipelineTest& test) { return ruleHolds(test, state); });
}

bool appliesToTest(const PipelineItem& item, const Item& test, const std::string& field, const PipelineState& state) {
  return combine(item.item, [&](const PipelineTest& one) { return itemHolds(one, test, state); }) &&
         combine(item.field, [&](const PipelineTest& one) {
           const bool ofField = one.type.value == "include_fields" || one.type.value == "exclude_fields";
           return ofField ? fieldHolds(one, field) : itemHolds(one, test, state);
         });
}

bool appliesToField(const PipelineItem& item, const std::string& field, const PipelineState& state) {
  if (!item.item.all.empty()) return false;
  return combine(item.field, [&](const PipelineTest& one) {
    if (one.type.value == "processing_state") return stateHolds(one, state);
    return one.type.value != "processing_item_applied" && fieldHolds(one, field);
  });
}

}  // namespace quarry::rule
