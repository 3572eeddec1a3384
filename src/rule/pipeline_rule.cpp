// What pipelines do to a rule as a whole.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/rule.h"
#include "rule/lower.h"
#include "rule/pipeline_processor.h"

namespace quarry::rule {

namespace {

using base::yaml::Node;

bool isNameLetter(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// `$category`, `${category}` and their like in a text; `$$` is a dollar. The first that the rule does not say, if any.
std::optional<std::string> fillText(std::string& text, const LogSource& source) {
  std::string out;
  std::optional<std::string> missing;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '$') {
      out += text[++i];
      continue;
    }
    const bool braced = i + 1 < text.size() && text[i + 1] == '{';
    const std::size_t begin = i + (braced ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && isNameLetter(text[end])) ++end;
    const std::string name = text.substr(begin, end - begin);
    const std::optional<Text>* value = name == "category"  ? &source.category
                                       : name == "product" ? &source.product
                                       : name == "service" ? &source.service
                                                           : nullptr;
    if (value == nullptr || (braced && (end == text.size() || text[end] != '}'))) {
      out += text[i];
      continue;
    }
    if (!*value && !missing) missing = name;
    out += *value ? (*value)->value : "";
    i = braced ? end : end - 1;
  }
  text = std::move(out);
  return missing;
}

std::optional<std::string> fillTemplate(Node& node, const LogSource& source) {
  std::optional<std::string> missing;
  if (node.isScalar()) missing = fillText(node.text, source);
  for (Node& inner : node.items)
    if (auto one = fillTemplate(inner, source)) missing = one;
  for (base::yaml::Entry& entry : node.entries)
    if (auto one = fillTemplate(entry.value, source)) missing = one;
  return missing;
}

// A condition that asks for something in front of what was asked for before.
void putBefore(Node& condition, const std::string& text) {
  condition.text = text + condition.text + ")";
  for (base::Piece& piece : condition.pieces) piece.inner += static_cast<std::uint32_t>(text.size());
}

}  // namespace

// False if nothing is left. An alternative of which nothing is left goes: the others still say what is looked for.
bool PipelineProcessor::drop(Detection& detection, const PipelineItem& item) {
  const auto isDropped = [&](const Item& test) { return appliesToTest(item, test, test.field.value, state_); };
  return std::visit(base::overloaded{
                        [&](Item& test) { return !isDropped(test); },
                        [&](AllOf& all) {
                          std::erase_if(all.items, isDropped);
                          return !all.items.empty();
                        },
                        [&](AnyOf& any) {
                          std::erase_if(any.of, [&](Detection& inner) { return !drop(inner, item); });
                          return !any.of.empty();
                        },
                    },
                    detection.node);
}

void PipelineProcessor::apply(const DropItems&, const PipelineItem& item) {
  const auto dropIn = [&](std::vector<Selection>& selections) {
    for (Selection& selection : selections)
      if (!drop(selection.detection, item))
        fail(selection.name.span, fmt::format("the pipeline drops all that `{}` asks for", selection.name.value), item)
            .note("what is left would match everything or nothing");
  };
  dropIn(state_.rule.selections);
  for (Filter& filter : state_.filters) dropIn(filter.selections);
}

void PipelineProcessor::apply(const AddCondition& added, const PipelineItem& item) {
  Node conditions = added.conditions;
  if (added.isTemplate)
    if (const auto missing = fillTemplate(conditions, state_.rule.logSource)) {
      fail(state_.rule.logSource.span,
           fmt::format("the condition that the pipeline adds needs a `{}`, and the rule says none", *missing), item);
      return;
    }
  auto detection = readDetection(conditions, report_);
  if (!detection) return;
  // Underscored names are in no pattern and no `them`.
  std::string name = "_pipeline";
  while (taken_.contains(name)) name = fmt::format("_pipeline_{}", ++added_);
  taken_.insert(name);
  std::vector<Selection> selections = {{{name, item.span}, std::move(*detection)}};
  forEachItem(selections, [&](Item& test) {
    test.naming = Item::Naming::added;
    mark(test, item);
  });
  state_.rule.selections.push_back(std::move(selections.front()));
  const std::string before = fmt::format("{}{} and (", added.negated ? "not " : "", name);
  for (Node& condition : state_.rule.conditionNodes) putBefore(condition, before);
  for (Text& condition : state_.rule.conditions) condition.value = before + condition.value + ")";
}

void PipelineProcessor::apply(const ChangeLogSource& change, const PipelineItem&) {
  const base::Span span = state_.rule.logSource.span;
  state_.rule.logSource = change.source;
  state_.rule.logSource.span = span;
}

void PipelineProcessor::apply(const SetState& set, const PipelineItem&) {
  state_.values[set.key.value] = set.value;
  // States that back ends of pySigma read.
  static constexpr std::array<std::string_view, 6> kRead = {"query_table", "data_model_set", "data_model",
                                                            "fields",      "data_source",    "index"};
  if (std::find(kRead.begin(), kRead.end(), set.key.value) != kRead.end())
    report_.add(codes::pipelineState, set.key.span, fmt::format("the state `{}` chooses nothing here", set.key.value))
        .note("tables, indexes and data models follow from the log source and from `settings` of the configuration");
}

void PipelineProcessor::apply(const FillPlaceholders& fill, const PipelineItem&) {
  const auto in = [](const std::vector<std::string>& all, const std::string& name) {
    return std::find(all.begin(), all.end(), name) != all.end();
  };
  for (const auto& [name, values] : pipeline_->variables)
    if ((fill.include.empty() || in(fill.include, name)) && !in(fill.exclude, name))
      state_.rule.placeholders[name] = values;
}

void PipelineProcessor::apply(const Refuse& refuse, const PipelineItem& item) {
  switch (refuse.what) {
    case Refuse::What::rule:
      fail(state_.rule.title.span, refuse.message, item);
      return;
    case Refuse::What::item:
      eachTest(item, [&](Item& test) { fail(test.field.span, refuse.message, item); });
      return;
    case Refuse::What::unmappedField:
      eachTest(item, [&](Item& test) {
        if (test.naming == Item::Naming::sigma && !test.field.value.empty())
          fail(test.field.span, fmt::format("the pipeline maps no field `{}`", test.field.value), item);
      });
      return;
  }
}

void PipelineProcessor::apply(const NoEffect&, const PipelineItem&) {}

void PipelineProcessor::apply(const Nest& nest, const PipelineItem&) { run(*pipeline_, nest.items); }

}  // namespace quarry::rule
