#include "rule/pipeline_conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "rule/pipeline_regex.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

constexpr std::string_view prefixOf(PipelineScope scope) {
  switch (scope) {
    case PipelineScope::rule:
      return "rule";
    case PipelineScope::item:
      return "detection_item";
    case PipelineScope::field:
      return "field_name";
  }
  return {};
}

class Reader {
 public:
  Reader(PipelineScope scope, base::Sources& sources, base::Report& report)
      : scope_(scope), sources_(sources), report_(report) {}

  PipelineTests read(const Node& item) {
    const std::string prefix(prefixOf(scope_));
    PipelineTests tests;
    list(item, prefix + "_conditions", tests);
    const Node* operation = item.find(prefix + "_cond_op");
    if (operation != nullptr) {
      tests.any = operation->text == "or";
      if (operation->text != "or" && operation->text != "and")
        fail(operation->span, fmt::format("`{}_cond_op` is `and` or `or`", prefix));
    }
    tests.negated = flag(item, prefix + "_cond_not");
    for (const std::string_view end : {"_cond_expr", "_cond_expression"})
      if (const Node* text = item.find(prefix + std::string(end))) {
        if (operation != nullptr)
          fail(operation->span, fmt::format("`{}_cond_op` means nothing beside an expression", prefix));
        expression(*text, prefix, tests);
      }
    return tests;
  }

 private:
  base::Diagnostic& fail(base::Span span, std::string message) {
    return report_.add(codes::badPipeline, span, std::move(message));
  }

  bool flag(const Node& mapping, const std::string& key) {
    const Node* value = mapping.find(key);
    if (value == nullptr) return false;
    if (!value->asBool()) fail(value->span, fmt::format("`{}` is `true` or `false`", key));
    return value->asBool().value_or(false);
  }

  void list(const Node& item, const std::string& key, PipelineTests& tests) {
    const Node* conditions = item.find(key);
    if (conditions == nullptr) return;
    if (conditions->isSequence())
      for (const Node& one : conditions->items) add({}, one, tests);
    else if (conditions->isMapping())
      for (const Entry& one : conditions->entries) add({one.key.text, one.key.span}, one.value, tests);
    else
      fail(conditions->span, fmt::format("`{}` has to be a list of conditions, or a mapping from names to them", key));
  }

  void add(Text name, const Node& node, PipelineTests& tests) {
    const Node* type = node.find("type");
    if (type == nullptr || !type->isScalar()) {
      fail(node.span, "the condition has no `type`");
      return;
    }
    const auto known = parametersOf(scope_, type->text);
    if (!known) {
      auto& finding = report_.add(codes::pipelineRefused, type->span,
                                  fmt::format("the condition `{}` is not supported here", type->text));
      const auto names = conditionsOf(scope_);
      const std::vector<std::string_view> candidates(names.begin(), names.end());
      if (const auto near = base::closest(type->text, candidates))
        finding.note(fmt::format("did you mean `{}`?", *near));
      else
        finding.note(fmt::format("what there is: {}", fmt::join(candidates, ", ")));
      return;
    }
    if (!checkKeys(type->text, type->span, node, *known, report_)) return;
    checkValues(node, *type);
    tests.all.push_back({std::move(name), {type->text, type->span}, node});
  }

  void choice(const Node& node, std::string_view key, std::initializer_list<std::string_view> of) {
    const Node* value = node.find(key);
    if (value == nullptr || std::find(of.begin(), of.end(), value->text) != of.end()) return;
    fail(value->span, fmt::format("`{}` is one of {}", key, fmt::join(of, ", ")));
  }

  void pattern(const Node& scalar) {
    std::string fault;
    if (!PipelineRegex::read(scalar.text, fault))
      fail(scalar.span, fmt::format("this regular expression cannot be read: {}", fault));
  }

  void checkValues(const Node& node, const Node& type) {
    choice(node, "cond", {"any", "all"});
    choice(node, "mode", {"plain", "re"});
    choice(node, "op", {"eq", "ne", "gte", "gt", "lte", "lt", "in", "not_in"});
    flag(node, "negate");
    if (const Node* text = node.find("pattern")) pattern(*text);
    const Node* fields = node.find("fields");
    if (fields != nullptr && !fields->isSequence()) fail(fields->span, "`fields` has to be a list of names");
    const Node* mode = node.find("mode");
    if (fields != nullptr && mode != nullptr && mode->text == "re")
      for (const Node& one : fields->items) pattern(one);
    if (type.text == "logsource" && node.entries.size() == 1)
      fail(type.span, "`logsource` names no `category`, `product` or `service`: it would hold for every rule");
  }

  void expression(const Node& scalar, const std::string& prefix, PipelineTests& tests) {
    if (std::any_of(tests.all.begin(), tests.all.end(), [](const PipelineTest& t) { return t.name.value.empty(); })) {
      fail(scalar.span, fmt::format("an expression needs names: write `{}_conditions` as a mapping", prefix));
      return;
    }
    auto tree = parseCondition(base::yaml::embed(sources_, scalar), sources_, report_);
    if (!tree) return;
    std::set<std::string> used;
    names(*tree, scalar, tests, used);
    for (const PipelineTest& test : tests.all)
      if (!used.contains(test.name.value))
        fail(test.name.span, fmt::format("the expression does not name `{}`", test.name.value));
    tests.expression = std::move(*tree);
  }

  void names(const Condition& condition, const Node& scalar, const PipelineTests& tests, std::set<std::string>& used) {
    const auto inner = [&](const std::vector<Condition>& of) {
      for (const Condition& part : of) names(part, scalar, tests, used);
    };
    std::visit(base::overloaded{
                   [&](const Named& named) {
                     used.insert(named.name);
                     const bool known = std::any_of(tests.all.begin(), tests.all.end(), [&](const PipelineTest& test) {
                       return test.name.value == named.name;
                     });
                     if (!known) fail(condition.span, fmt::format("there is no condition `{}`", named.name));
                   },
                   [&](const Quantified&) { fail(condition.span, "an expression of a pipeline has no `of`"); },
                   [&](const Negation& negation) { names(*negation.of, scalar, tests, used); },
                   [&](const Conjunction& all) { inner(all.of); },
                   [&](const Disjunction& any) { inner(any.of); },
               },
               condition.node);
  }

  PipelineScope scope_;
  base::Sources& sources_;
  base::Report& report_;
};

}  // namespace

PipelineTests readPipelineTests(const Node& item, PipelineScope scope, base::Sources& sources, base::Report& report) {
  return Reader(scope, sources, report).read(item);
}

bool isConditionKey(std::string_view key) {
  for (const PipelineScope scope : {PipelineScope::rule, PipelineScope::item, PipelineScope::field})
    for (const std::string_view end : {"_conditions", "_cond_op", "_cond_not", "_cond_expr", "_cond_expression"})
      if (key.starts_with(prefixOf(scope)) && key.substr(prefixOf(scope).size()) == end) return true;
  return false;
}

}  // namespace quarry::rule
