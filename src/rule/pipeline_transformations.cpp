#include "rule/pipeline_transformations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/rule.h"
#include "quarry/rule/read.h"
#include "rule/pipeline_keys.h"
#include "rule/pipeline_regex.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;
using Result = std::optional<Transformation>;

// The parameters of one item; which there are was checked.
class Parameters {
 public:
  Parameters(const Node& node, base::Report& report) : node_(node), report_(report) {}

  std::nullopt_t fail(base::Span span, std::string message) const {
    report_.add(codes::badPipeline, span, std::move(message));
    return std::nullopt;
  }
  const Node* find(std::string_view key) const { return node_.find(key); }
  std::string text(std::string_view key) const {
    const Node* value = find(key);
    return value == nullptr ? "" : value->text;
  }
  Text place(std::string_view key) const {
    const Node* value = find(key);
    return value == nullptr ? Text{} : Text{value->text, value->span};
  }
  bool flag(std::string_view key) const {
    const Node* value = find(key);
    if (value != nullptr && !value->asBool()) fail(value->span, fmt::format("`{}` is `true` or `false`", key));
    return value != nullptr && value->asBool().value_or(false);
  }
  std::vector<std::string> texts(std::string_view key) const {
    const Node* value = find(key);
    return value == nullptr ? std::vector<std::string>{} : namesIn(*value);
  }
  static std::vector<std::string> namesIn(const Node& value) {
    std::vector<std::string> all;
    if (value.isScalar()) all.push_back(value.text);
    for (const Node& one : value.items)
      if (one.isScalar()) all.push_back(one.text);
    return all;
  }
  // `mapping`: a name, or a list of names, for each name. What stands under no name goes to `unnamed`.
  std::optional<Names> names(std::vector<std::string>* unnamed) const {
    const Node& mapping = *find("mapping");
    if (!mapping.isMapping()) return fail(mapping.span, "`mapping` has to be a mapping from names to names");
    Names all;
    for (const Entry& entry : mapping.entries) {
      std::vector<std::string> to = namesIn(entry.value);
      if (to.empty() || std::any_of(to.begin(), to.end(), [](const std::string& name) { return name.empty(); }))
        return fail(entry.value.span, fmt::format("`{}` is mapped to nothing", entry.key.text));
      if (!entry.key.isNull())
        all.emplace_back(entry.key.text, std::move(to));
      else if (unnamed != nullptr)
        *unnamed = std::move(to);
      else
        return fail(entry.key.span, "a name is missing here");
    }
    return all;
  }

 private:
  const Node& node_;
  base::Report& report_;
};

Result mapFields(const Parameters& parameters, bool prefixes) {
  MapFields map;
  map.prefixes = prefixes;
  auto names = parameters.names(prefixes ? nullptr : &map.keywords);
  if (!names) return std::nullopt;
  map.names = std::move(*names);
  return map;
}

Result addCondition(const Parameters& parameters) {
  const Node& conditions = *parameters.find("conditions");
  if (!conditions.isMapping() || conditions.entries.empty())
    return parameters.fail(conditions.span, "`conditions` has to be a mapping of fields to values");
  return AddCondition{conditions, parameters.flag("template"), parameters.flag("negated")};
}

Result changeLogSource(const Parameters& parameters, base::Span span) {
  ChangeLogSource change;
  const auto said = [&](std::string_view key) -> std::optional<Text> {
    const Node* value = parameters.find(key);
    if (value == nullptr || value->isNull()) return std::nullopt;
    return Text{value->text, value->span};
  };
  change.source = {said("product"), said("category"), said("service"), span};
  if (!change.source.product && !change.source.category && !change.source.service)
    return parameters.fail(span, "`change_logsource` needs a `category`, `product` or `service`");
  return change;
}

Result replaceText(const Parameters& parameters) {
  const Text regex = parameters.place("regex");
  std::string fault;
  const auto compiled = PipelineRegex::read(regex.value, fault);
  if (!compiled) return parameters.fail(regex.span, fmt::format("this regular expression cannot be read: {}", fault));
  const Text replacement = parameters.place("replacement");
  if (!compiled->hasGroupsOf(replacement.value))
    return parameters.fail(replacement.span, "the replacement names a group that the expression does not have");
  return ReplaceText{regex, replacement.value, parameters.flag("skip_special"), parameters.flag("interpret_special")};
}

Result setValue(const Parameters& parameters, base::Report& report) {
  const Node& node = *parameters.find("value");
  const std::string force = parameters.text("force_type");
  if (!node.isScalar() && !node.isNull()) return parameters.fail(node.span, "`value` has to be one value");
  Value value;
  value.span = node.span;
  if (node.isScalar()) value = readValues(node, report).front();
  if (force == "str") {
    value.value = node.text;
  } else if (force == "num") {
    Node plain = node;
    plain.style = base::yaml::Style::plain;
    if (!plain.asNumber()) return parameters.fail(node.span, fmt::format("`{}` is no number", node.text));
    value.value = *plain.asNumber();
  } else if (!force.empty()) {
    return parameters.fail(parameters.place("force_type").span, "`force_type` is `str` or `num`");
  }
  return SetValue{std::move(value)};
}

Result convertType(const Parameters& parameters) {
  const Text type = parameters.place("target_type");
  if (type.value != "str" && type.value != "num") return parameters.fail(type.span, "`target_type` is `str` or `num`");
  return ConvertType{type.value == "num"};
}

Result caseText(const Parameters& parameters, base::Span span) {
  const std::string way = parameters.find("method") == nullptr ? "lower" : parameters.text("method");
  if (way == "lower") return CaseText{CaseText::Way::lower};
  if (way == "upper") return CaseText{CaseText::Way::upper};
  if (way == "snake_case") return CaseText{CaseText::Way::snake};
  return parameters.fail(parameters.find("method") == nullptr ? span : parameters.place("method").span,
                         "`method` is `lower`, `upper` or `snake_case`");
}

Result refused(const Text& type, base::Report& report) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kWhy = {
      {{"field_name_transform", "it runs a function of Python; use `field_name_mapping`"},
       {"query_expression_placeholders", "it puts the text of a query into a rule"},
       {"file_placeholders", "it reads files; use `placeholders` or `lists` of the configuration"},
       {"http_placeholders", "it fetches values; use `lists` of the configuration"},
       {"command_placeholders", "it runs a program; use `placeholders` of the configuration"},
       {"wildcard_placeholders", "it makes a rule find more than it says; use `placeholders` of the configuration"},
       {"template", "it runs a template"},
       {"extract_fields", "it takes values apart by a pattern; write the fields into the rule"},
       {"regex", "case is compared as Sigma has it on every platform; take the item out"},
       {"hashes_fields", "the map of the log source knows where hashes are kept; take the item out"},
       {"drop_dm_object_name", "there is no data model; take the item out"},
       {"custom", "it runs code of its own"}}};
  auto& finding = report.add(codes::pipelineRefused, type.span,
                             fmt::format("the transformation `{}` is not supported", type.value));
  for (const auto& [name, why] : kWhy)
    if (name == type.value) finding.note(std::string(why));
  return std::nullopt;
}

}  // namespace

Result readTransformation(const Text& type, const Node& node, base::Report& report) {
  const std::string& name = type.value;
  const auto known = parametersOf(name);
  if (!known) return refused(type, report);
  if (!checkKeys(name, type.span, node, *known, report)) return std::nullopt;
  const Parameters parameters(node, report);
  if (name == "field_name_mapping") return mapFields(parameters, false);
  if (name == "field_name_prefix_mapping") return mapFields(parameters, true);
  if (name == "field_name_prefix") return AffixFields{parameters.text("prefix"), ""};
  if (name == "field_name_suffix") return AffixFields{"", parameters.text("suffix")};
  if (name == "drop_detection_item") return DropItems{};
  if (name == "add_condition") return addCondition(parameters);
  if (name == "change_logsource") return changeLogSource(parameters, type.span);
  if (name == "replace_string") return replaceText(parameters);
  if (name == "map_string") {
    auto texts = parameters.names(nullptr);
    if (!texts) return std::nullopt;
    return MapText{std::move(*texts)};
  }
  if (name == "case") return caseText(parameters, type.span);
  if (name == "set_state") return SetState{parameters.place("key"), parameters.text("val")};
  if (name == "set_value") return setValue(parameters, report);
  if (name == "convert_type") return convertType(parameters);
  if (name == "value_placeholders") return FillPlaceholders{parameters.texts("include"), parameters.texts("exclude")};
  // A `message:` that is left empty still refuses.
  const auto messageOr = [&](const char* usual) {
    const std::string given = parameters.text("message");
    return given.empty() ? std::string(usual) : given;
  };
  if (name == "rule_failure") return Refuse{Refuse::What::rule, messageOr("the pipeline refuses this rule")};
  if (name == "detection_item_failure")
    return Refuse{Refuse::What::item, messageOr("the pipeline refuses this condition")};
  if (name == "strict_field_mapping_failure") return Refuse{Refuse::What::unmappedField, ""};
  return NoEffect{};  // add_field, remove_field, set_field, set_custom_attribute
}

}  // namespace quarry::rule
