#include "rule/pipeline_processor.h"

#include <utility>

#include "quarry/base/codes/rule.h"

namespace quarry::rule {

PipelineProcessor::PipelineProcessor(const Rule& rule, base::Report& report) : report_(report) {
  state_.rule = rule;
  for (const auto& filter : rule.filters) state_.filters.push_back(*filter);
  for (const Selection& selection : rule.selections) taken_.insert(selection.name.value);
}

void PipelineProcessor::run(const Pipeline& pipeline, std::span<const PipelineItem> items) {
  pipeline_ = &pipeline;
  for (const PipelineItem& item : items) {
    if (!appliesToRule(item, state_)) continue;
    std::visit([&](const auto& transformation) { apply(transformation, item); }, item.transformation);
    if (!item.id.empty()) state_.applied.insert(item.id);
  }
}

Rule PipelineProcessor::take() {
  Rule rule = std::move(state_.rule);
  rule.filters.clear();
  for (Filter& filter : state_.filters) rule.filters.push_back(std::make_shared<const Filter>(std::move(filter)));
  if (!stepNames_.empty())
    rule.fieldNames = [all = std::move(stepNames_)](const std::string& field) {
      std::vector<std::string> names;
      for (const FieldNames& step : all) {
        std::vector<std::string> next;
        bool any = false;
        for (const std::string& name : names.empty() ? std::vector{field} : names) {
          const std::vector<std::string> to = step(name);
          any = any || !to.empty();
          if (to.empty()) next.push_back(name);
          next.insert(next.end(), to.begin(), to.end());
        }
        if (any) names = std::move(next);
      }
      return names;
    };
  return rule;
}

void PipelineProcessor::eachTest(const PipelineItem& item, const std::function<void(Item&)>& visit) {
  const auto look = [&](Item& test) {
    if (appliesToTest(item, test, test.field.value, state_)) visit(test);
  };
  forEachItem(state_.rule.selections, look);
  for (Filter& filter : state_.filters) forEachItem(filter.selections, look);
}

void PipelineProcessor::eachValued(const PipelineItem& item, const std::function<void(Item&)>& visit) {
  const auto lookAs = [&](const std::string& field, Item& test, const auto& again) -> void {
    if (test.nested)
      forEachItem(**test.nested, [&](Item& inner) { again(field, inner, again); });
    else if (appliesToTest(item, test, field, state_))
      visit(test);
  };
  const auto look = [&](Item& test) { lookAs(test.field.value, test, lookAs); };
  forEachItem(state_.rule.selections, look);
  for (Filter& filter : state_.filters) forEachItem(filter.selections, look);
}

void PipelineProcessor::mark(const Item& test, const PipelineItem& item) {
  if (!item.id.empty()) state_.items[placeOf(test)].insert(item.id);
}

base::Diagnostic& PipelineProcessor::fail(base::Span span, std::string message, const PipelineItem& item) {
  return report_.add(codes::pipelineFailure, span, std::move(message)).label(item.span, "by this item");
}

std::optional<Rule> processed(const Rule& rule, std::span<const Pipeline> pipelines, base::Report& report) {
  const std::size_t before = report.size();
  PipelineProcessor processor(rule, report);
  for (const Pipeline& pipeline : pipelines) processor.run(pipeline, pipeline.items);
  if (report.hasErrorsSince(before)) return std::nullopt;
  return processor.take();
}

}  // namespace quarry::rule
