#include "rule/pipeline_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"

namespace quarry::rule {

namespace {

struct Row {
  std::string_view name;
  std::array<std::string_view, 4> keys;
};

constexpr Row kTransformations[] = {
    {"field_name_mapping", {"mapping!"}},
    {"field_name_prefix_mapping", {"mapping!"}},
    {"field_name_prefix", {"prefix!"}},
    {"field_name_suffix", {"suffix!"}},
    {"drop_detection_item", {}},
    {"add_condition", {"conditions!", "name", "template", "negated"}},
    {"change_logsource", {"category", "product", "service"}},
    {"replace_string", {"regex!", "replacement!", "skip_special", "interpret_special"}},
    {"map_string", {"mapping!"}},
    {"case", {"method"}},
    {"set_state", {"key!", "val!"}},
    {"set_value", {"value!", "force_type"}},
    {"convert_type", {"target_type!"}},
    {"value_placeholders", {"include", "exclude"}},
    {"rule_failure", {"message!"}},
    {"detection_item_failure", {"message!"}},
    {"strict_field_mapping_failure", {}},
    {"add_field", {"field!"}},
    {"remove_field", {"field!"}},
    {"set_field", {"fields!"}},
    {"set_custom_attribute", {"attribute!", "value!"}},
    {"nest", {"items!"}},
};

constexpr Row kRule[] = {
    {"logsource", {"category", "product", "service"}},
    {"contains_detection_item", {"field!", "value!"}},
    {"contains_field", {"field!"}},
    {"processing_item_applied", {"processing_item_id!"}},
    {"processing_state", {"key!", "val!", "op"}},
    {"is_sigma_rule", {}},
    {"is_sigma_correlation_rule", {}},
    {"rule_attribute", {"attribute!", "value!", "op"}},
    {"tag", {"tag!"}},
};
constexpr Row kItem[] = {
    {"match_string", {"pattern!", "negate", "cond"}},
    {"match_value", {"value!", "cond"}},
    {"contains_wildcard", {"cond"}},
    {"is_null", {"cond"}},
    {"processing_item_applied", {"processing_item_id!"}},
    {"processing_state", {"key!", "val!", "op"}},
};
constexpr Row kField[] = {
    {"include_fields", {"fields!", "mode"}},
    {"exclude_fields", {"fields!", "mode"}},
    {"processing_item_applied", {"processing_item_id!"}},
    {"processing_state", {"key!", "val!", "op"}},
};

std::span<const Row> rowsOf(PipelineScope scope) {
  switch (scope) {
    case PipelineScope::rule:
      return kRule;
    case PipelineScope::item:
      return kItem;
    case PipelineScope::field:
      return kField;
  }
  return {};
}

std::optional<std::span<const std::string_view>> find(std::span<const Row> rows, std::string_view name) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.name == name; });
  if (row == rows.end()) return std::nullopt;
  const auto end = std::find(row->keys.begin(), row->keys.end(), std::string_view());
  return std::span(row->keys.begin(), end);
}

std::string_view bare(std::string_view key) { return key.ends_with('!') ? key.substr(0, key.size() - 1) : key; }

template <std::size_t N>
std::vector<std::string_view> namesOf(const Row (&rows)[N]) {
  std::vector<std::string_view> names;
  for (const Row& row : rows) names.push_back(row.name);
  return names;
}

}  // namespace

std::optional<std::span<const std::string_view>> parametersOf(std::string_view transformation) {
  return find(kTransformations, transformation);
}

std::optional<std::span<const std::string_view>> parametersOf(PipelineScope scope, std::string_view condition) {
  return find(rowsOf(scope), condition);
}

std::span<const std::string_view> conditionsOf(PipelineScope scope) {
  static const std::vector<std::string_view> rule = namesOf(kRule), item = namesOf(kItem), field = namesOf(kField);
  return scope == PipelineScope::rule ? rule : scope == PipelineScope::item ? item : field;
}

bool checkKeys(std::string_view of, base::Span where, const base::yaml::Node& mapping,
               std::span<const std::string_view> known, base::Report& report) {
  bool good = true;
  std::vector<std::string_view> names = {"type"};
  for (const std::string_view key : known) names.push_back(bare(key));
  for (const base::yaml::Entry& entry : mapping.entries) {
    if (std::find(names.begin(), names.end(), entry.key.text) != names.end()) continue;
    auto& finding = report.add(codes::badPipeline, entry.key.span, fmt::format("`{}` has no `{}`", of, entry.key.text));
    if (const auto near = base::closest(entry.key.text, names)) finding.note(fmt::format("did you mean `{}`?", *near));
    good = false;
  }
  for (const std::string_view key : known)
    if (key.ends_with('!') && mapping.find(bare(key)) == nullptr) {
      report.add(codes::badPipeline, where, fmt::format("`{}` needs `{}`", of, bare(key)));
      good = false;
    }
  return good;
}

}  // namespace quarry::rule
