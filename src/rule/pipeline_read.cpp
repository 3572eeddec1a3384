// Reads pipelines.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/rule/pipeline.h"
#include "quarry/rule/read.h"
#include "rule/fields.h"
#include "rule/pipeline_transformations.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

// One group of conditions: `rule`, `detection_item` or `field_name`.
class TestsReader {
 public:
  TestsReader(const Node& item, std::string prefix, base::Report& report)
      : item_(item), prefix_(std::move(prefix)), report_(report) {}

  PipelineTests read(std::string_view list, std::span<const std::string_view> known) {
    PipelineTests tests;
    if (const Node* operation = item_.find(prefix_ + "_op")) {
      tests.any = operation->text == "or";
      if (operation->text != "or" && operation->text != "and")
        report_.add(codes::badPipeline, operation->span, fmt::format("`{}_op` is `and` or `or`", prefix_));
    }
    if (const Node* negated = item_.find(prefix_ + "_not")) tests.negated = negated->asBool().value_or(false);
    for (const std::string_view name : {"_expr", "_expression"})
      if (const Node* expression = item_.find(prefix_ + std::string(name))) tests.expression = *expression;
    const Node* conditions = item_.find(list);
    if (conditions == nullptr) return tests;
    if (conditions->isSequence())
      for (const Node& one : conditions->items) add({}, one, known, tests);
    else if (conditions->isMapping())
      for (const Entry& one : conditions->entries) add({one.key.text, one.key.span}, one.value, known, tests);
    else
      report_.add(codes::badPipeline, conditions->span, fmt::format("`{}` has to be a list of conditions", list));
    return tests;
  }

 private:
  void add(Text name, const Node& node, std::span<const std::string_view> known, PipelineTests& tests) {
    const Node* type = node.find("type");
    if (type == nullptr) {
      report_.add(codes::badPipeline, node.span, "the condition has no `type`");
      return;
    }
    if (std::find(known.begin(), known.end(), type->text) == known.end())
      report_.add(codes::pipelineRefused, type->span,
                  fmt::format("the condition `{}` is not supported here", type->text));
    tests.all.push_back({std::move(name), {type->text, type->span}, node});
  }

  const Node& item_;
  std::string prefix_;
  base::Report& report_;
};

// Items may hold the parameters themselves, or below `parameters`.
constexpr std::array<std::string_view, 18> kItemKeys = {"id",
                                                        "type",
                                                        "parameters",
                                                        "rule_conditions",
                                                        "rule_cond_op",
                                                        "rule_cond_not",
                                                        "rule_cond_expr",
                                                        "rule_cond_expression",
                                                        "detection_item_conditions",
                                                        "detection_item_cond_op",
                                                        "detection_item_cond_not",
                                                        "detection_item_cond_expr",
                                                        "detection_item_cond_expression",
                                                        "field_name_conditions",
                                                        "field_name_cond_op",
                                                        "field_name_cond_not",
                                                        "field_name_cond_expr",
                                                        "field_name_cond_expression"};

std::vector<PipelineItem> readItems(const Node& list, base::Report& report);

std::optional<PipelineItem> readItem(const Node& node, base::Report& report) {
  const Node* type = node.find("type");
  if (type == nullptr || !type->isScalar()) {
    report.add(codes::badPipeline, node.span, "the item has no `type`");
    return std::nullopt;
  }
  Node parameters = node;
  std::erase_if(parameters.entries, [](const Entry& entry) {
    return std::find(kItemKeys.begin(), kItemKeys.end(), entry.key.text) != kItemKeys.end();
  });
  if (const Node* nested = node.find("parameters"))
    parameters.entries.insert(parameters.entries.end(), nested->entries.begin(), nested->entries.end());

  std::optional<Transformation> transformation;
  if (type->text == "nest") {
    const Node* items = parameters.find("items");
    if (items == nullptr)
      report.add(codes::badPipeline, type->span, "`nest` has no `items`");
    else
      transformation = Nest{readItems(*items, report)};
  } else {
    transformation = readTransformation({type->text, type->span}, parameters, report);
  }
  if (!transformation) return std::nullopt;
  PipelineItem item{"", type->span, std::move(*transformation), {}, {}, {}};
  if (const Node* id = node.find("id")) item.id = id->text;
  static constexpr std::array<std::string_view, 9> kRule = {"logsource",
                                                            "contains_detection_item",
                                                            "contains_field",
                                                            "processing_item_applied",
                                                            "processing_state",
                                                            "is_sigma_rule",
                                                            "is_sigma_correlation_rule",
                                                            "rule_attribute",
                                                            "tag"};
  static constexpr std::array<std::string_view, 6> kItem = {
      "match_string", "match_value", "contains_wildcard", "is_null", "processing_item_applied", "processing_state"};
  static constexpr std::array<std::string_view, 4> kField = {"include_fields", "exclude_fields",
                                                             "processing_item_applied", "processing_state"};
  item.rule = TestsReader(node, "rule_cond", report).read("rule_conditions", kRule);
  item.item = TestsReader(node, "detection_item_cond", report).read("detection_item_conditions", kItem);
  item.field = TestsReader(node, "field_name_cond", report).read("field_name_conditions", kField);
  return item;
}

std::vector<PipelineItem> readItems(const Node& list, base::Report& report) {
  std::vector<PipelineItem> items;
  if (!list.isSequence() && !list.isNull()) report.add(codes::badPipeline, list.span, "this has to be a list of items");
  for (const Node& node : list.items)
    if (auto item = readItem(node, report)) items.push_back(std::move(*item));
  return items;
}

void readVariables(const Node& node, Pipeline& pipeline, base::Report& report) {
  for (const Entry& entry : node.entries) pipeline.variables[entry.key.text] = readValues(entry.value, report);
}

}  // namespace

std::optional<Pipeline> readPipeline(base::FileId file, const base::Sources& sources, base::Report& report) {
  const std::size_t before = report.size();
  const std::vector<Node> documents = base::yaml::parse(file, sources, report);
  if (documents.size() != 1 || !documents.front().isMapping()) {
    if (!report.hasErrorsSince(before))
      report.add(codes::badPipeline, {file, 0, 0}, "a pipeline is one document, a mapping with `transformations`");
    return std::nullopt;
  }
  Pipeline pipeline;
  for (const Entry& entry : documents.front().entries) {
    const std::string& key = entry.key.text;
    if (key == "name") {
      pipeline.name = entry.value.text;
    } else if (key == "priority") {
      pipeline.priority = entry.value.asNumber().value_or(0);
      if (!entry.value.asNumber()) report.add(codes::badPipeline, entry.value.span, "`priority` is a number");
    } else if (key == "allowed_backends") {
      for (const Node& one : entry.value.items) pipeline.backends.push_back(one.text);
    } else if (key == "vars") {
      readVariables(entry.value, pipeline, report);
    } else if (key == "transformations") {
      pipeline.items = readItems(entry.value, report);
    } else if (key == "postprocessing" || key == "finalizers") {
      if (!entry.value.isNull() && !(entry.value.isSequence() && entry.value.items.empty()))
        report.add(codes::pipelineRefused, entry.key.span, fmt::format("`{}` is not supported", key))
            .note("what stands round a query is made by `build`, not by a pipeline");
    } else {
      report.add(codes::badPipeline, entry.key.span, fmt::format("a pipeline has no key `{}`", key));
    }
  }
  if (report.hasErrorsSince(before)) return std::nullopt;
  return pipeline;
}

}  // namespace quarry::rule
