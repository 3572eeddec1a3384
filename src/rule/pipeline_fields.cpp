// What pipelines do to the names of fields.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rule/pipeline_processor.h"

namespace quarry::rule {

namespace {

bool has(const Item& test, std::string_view modifier) {
  return std::any_of(test.modifiers.begin(), test.modifiers.end(), [&](const Text& m) { return m.value == modifier; });
}

// The names that a field gets; none if the mapping does not know it.
std::vector<std::string> mapped(const std::string& field, const MapFields& mapping) {
  for (const auto& [name, to] : mapping.names) {
    if (!mapping.prefixes && field == name) return to;
    if (!mapping.prefixes || !field.starts_with(name)) continue;
    std::vector<std::string> all;
    for (const std::string& one : to) all.push_back(one + field.substr(name.size()));
    return all;
  }
  return {};
}

// Keywords become tests on fields: they are looked for within their values.
void placeKeywords(Item& test, const std::vector<std::string>& fields) {
  test.field.value = fields.front();
  for (std::size_t i = 1; i < fields.size(); ++i) test.alsoIn.push_back({fields[i], test.field.span});
  test.naming = Item::Naming::platform;
  if (!has(test, "re") && !has(test, "contains"))
    test.modifiers.insert(test.modifiers.begin(), {"contains", test.field.span});
}

}  // namespace

void PipelineProcessor::rename(Item& test, const PipelineItem& item, const FieldNames& names) {
  bool isChanged = false;
  if (has(test, "fieldref"))
    for (Value& value : test.values) {
      const auto to = names(value.text);
      if (to.empty()) continue;
      isChanged = true;
      if (to.size() > 1) {
        fail(value.span, fmt::format("`{}` is mapped to several fields, and `fieldref` compares with one", value.text),
             item);
        continue;
      }
      value.value = value.text = to.front();
      value.pieces.clear();
      value.isPlatforms = true;
    }
  std::vector<Text> before = {test.field}, after;
  before.insert(before.end(), test.alsoIn.begin(), test.alsoIn.end());
  for (const Text& field : before) {
    const auto to = field.value.empty() ? std::vector<std::string>{} : names(field.value);
    if (to.empty()) after.push_back(field);
    for (const std::string& name : to) after.push_back({name, field.span});
    if (!to.empty()) test.naming = Item::Naming::platform;
    isChanged = isChanged || !to.empty();
  }
  test.field = after.front();
  test.alsoIn.assign(after.begin() + 1, after.end());
  if (isChanged) mark(test, item);
}

void PipelineProcessor::renameInSteps(const PipelineItem& item, const FieldNames& names) {
  auto state = std::make_shared<PipelineState>();
  state->values = state_.values;
  stepNames_.emplace_back([item = std::make_shared<const PipelineItem>(item), state, names](const std::string& field) {
    return appliesToField(*item, field, *state) ? names(field) : std::vector<std::string>{};
  });
}

void PipelineProcessor::apply(const MapFields& mapping, const PipelineItem& item) {
  const FieldNames names = [mapping](const std::string& field) { return mapped(field, mapping); };
  eachTest(item, [&](Item& test) {
    if (test.field.value.empty() && !mapping.keywords.empty()) {
      placeKeywords(test, mapping.keywords);
      mark(test, item);
    } else {
      rename(test, item, names);
    }
  });
  renameInSteps(item, names);
}

void PipelineProcessor::apply(const AffixFields& affix, const PipelineItem& item) {
  const FieldNames names = [affix](const std::string& field) {
    return std::vector{affix.before + field + affix.after};
  };
  eachTest(item, [&](Item& test) { rename(test, item, names); });
  // `@time` and the columns that steps make are no fields of the event.
  renameInSteps(item, [names](const std::string& field) {
    return field.starts_with('@') ? std::vector<std::string>{} : names(field);
  });
}

}  // namespace quarry::rule
