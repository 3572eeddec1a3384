// Reads pipelines.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "quarry/rule/pipeline.h"
#include "quarry/rule/read.h"
#include "rule/pipeline_conditions.h"
#include "rule/pipeline_transformations.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

class Reader {
 public:
  Reader(base::Sources& sources, base::Report& report) : sources_(sources), report_(report) {}

  Pipeline read(const Node& root) {
    Pipeline pipeline;
    for (const Entry& entry : root.entries) key(entry, pipeline);
    return pipeline;
  }

 private:
  base::Diagnostic& fail(base::Span span, std::string message) {
    return report_.add(codes::badPipeline, span, std::move(message));
  }

  void key(const Entry& entry, Pipeline& pipeline) {
    static constexpr std::array<std::string_view, 7> kKeys = {
        "name", "priority", "allowed_backends", "vars", "transformations", "postprocessing", "finalizers"};
    const std::string& key = entry.key.text;
    const Node& value = entry.value;
    if (key == "name") {
      pipeline.name = value.text;
    } else if (key == "priority") {
      pipeline.priority = value.asNumber().value_or(0);
      if (!value.asNumber()) fail(value.span, "`priority` is a number");
    } else if (key == "allowed_backends") {
      if (!value.isSequence()) fail(value.span, "`allowed_backends` has to be a list of names");
      for (const Node& one : value.items) pipeline.backends.push_back(one.text);
    } else if (key == "vars") {
      variables(value, pipeline);
    } else if (key == "transformations") {
      pipeline.items = items(value);
    } else if (key == "postprocessing" || key == "finalizers") {
      refuse(entry);
    } else {
      auto& finding = fail(entry.key.span, fmt::format("a pipeline has no key `{}`", key));
      if (const auto near = base::closest(key, kKeys)) finding.note(fmt::format("did you mean `{}`?", *near));
    }
  }

  // What stands round a query is made by `build`; each of its items is named.
  void refuse(const Entry& entry) {
    for (const Node& item : entry.value.items) {
      const Node* type = item.find("type");
      report_
          .add(codes::pipelineRefused, type == nullptr ? item.span : type->span,
               fmt::format("`{}` of `{}` is not supported", type == nullptr ? "an item" : type->text, entry.key.text))
          .note("what stands round a query is made by `build`, not by a pipeline");
    }
    if (!entry.value.isNull() && !entry.value.isSequence())
      fail(entry.value.span, fmt::format("`{}` has to be a list of items", entry.key.text));
  }

  void variables(const Node& node, Pipeline& pipeline) {
    if (!node.isMapping()) fail(node.span, "`vars` has to be a mapping from names to values");
    for (const Entry& entry : node.entries) {
      std::vector<Value> values = readValues(entry.value, report_);
      if (values.empty()) fail(entry.value.span, fmt::format("`{}` has no value", entry.key.text));
      pipeline.variables[entry.key.text] = std::move(values);
    }
  }

  std::vector<PipelineItem> items(const Node& list) {
    std::vector<PipelineItem> all;
    if (!list.isSequence() && !list.isNull()) fail(list.span, "this has to be a list of items");
    for (const Node& node : list.items)
      if (auto one = item(node)) all.push_back(std::move(*one));
    return all;
  }

  std::optional<PipelineItem> item(const Node& node) {
    const Node* type = node.find("type");
    if (type == nullptr || !type->isScalar()) {
      fail(node.span, "the item has no `type`");
      return std::nullopt;
    }
    PipelineItem made{"", type->span, NoEffect{}, {}, {}, {}};
    if (const Node* id = node.find("id")) made.id = id->text;
    made.rule = readPipelineTests(node, PipelineScope::rule, sources_, report_);
    made.item = readPipelineTests(node, PipelineScope::item, sources_, report_);
    made.field = readPipelineTests(node, PipelineScope::field, sources_, report_);
    auto transformation = this->transformation({type->text, type->span}, node);
    if (!transformation) return std::nullopt;
    made.transformation = std::move(*transformation);
    return made;
  }

  std::optional<Transformation> transformation(const Text& type, const Node& node) {
    Node parameters = node;
    std::erase_if(parameters.entries, [](const Entry& entry) {
      return entry.key.text == "id" || entry.key.text == "parameters" || isConditionKey(entry.key.text);
    });
    // Items may hold the parameters themselves, or below `parameters`.
    if (const Node* nested = node.find("parameters"))
      parameters.entries.insert(parameters.entries.end(), nested->entries.begin(), nested->entries.end());
    auto made = readTransformation(type, parameters, report_);
    if (made && type.value == "nest") made = Nest{items(*parameters.find("items"))};
    return made;
  }

  base::Sources& sources_;
  base::Report& report_;
};

}  // namespace

std::optional<Pipeline> readPipeline(base::FileId file, base::Sources& sources, base::Report& report) {
  const std::size_t before = report.size();
  const std::vector<Node> documents = base::yaml::parse(file, sources, report);
  if (report.hasErrorsSince(before)) return std::nullopt;
  if (documents.size() != 1 || !documents.front().isMapping()) {
    report.add(codes::badPipeline, documents.empty() ? base::Span{file, 0, 0} : documents.back().span,
               "a pipeline is one document, a mapping with `transformations`");
    return std::nullopt;
  }
  Pipeline pipeline = Reader(sources, report).read(documents.front());
  if (report.hasErrorsSince(before)) return std::nullopt;
  return pipeline;
}

}  // namespace quarry::rule
