#include "rule/pipeline_transformations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

#include "quarry/base/codes/rule.h"
#include "quarry/rule/read.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;
using Result = std::optional<Transformation>;

// The parameters of one item.
class Parameters {
 public:
  Parameters(const Text& type, const Node& node, base::Report& report) : type_(type), node_(node), report_(report) {}

  std::nullopt_t fail(base::Span span, std::string message) const {
    report_.add(codes::badPipeline, span, std::move(message));
    return std::nullopt;
  }
  const Node* need(std::string_view key) const {
    const Node* value = node_.find(key);
    if (value == nullptr) fail(type_.span, fmt::format("`{}` needs `{}`", type_.value, key));
    return value;
  }
  std::string text(std::string_view key) const {
    const Node* value = node_.find(key);
    return value == nullptr ? "" : value->text;
  }
  bool flag(std::string_view key) const {
    const Node* value = node_.find(key);
    return value != nullptr && value->asBool().value_or(false);
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> all;
    if (const Node* value = node_.find(key))
      for (const Node& one : value->items) all.push_back(one.text);
    return all;
  }
  // `mapping`: a name, or a list of names, for each name.
  std::optional<Names> names() const {
    const Node* mapping = need("mapping");
    if (mapping == nullptr) return std::nullopt;
    if (!mapping->isMapping()) return fail(mapping->span, "`mapping` has to be a mapping from names to names");
    Names all;
    for (const Entry& entry : mapping->entries) {
      std::vector<std::string>& to = all[entry.key.text];
      if (entry.value.isScalar()) to.push_back(entry.value.text);
      for (const Node& one : entry.value.items) to.push_back(one.text);
      if (to.empty()) return fail(entry.value.span, fmt::format("`{}` is mapped to nothing", entry.key.text));
    }
    return all;
  }
  const Node& node() const { return node_; }

 private:
  const Text& type_;
  const Node& node_;
  base::Report& report_;
};

Result mapFields(const Parameters& parameters, bool prefixes) {
  auto names = parameters.names();
  if (!names) return std::nullopt;
  return MapFields{std::move(*names), prefixes};
}

Result addCondition(const Parameters& parameters) {
  const Node* conditions = parameters.need("conditions");
  if (conditions == nullptr) return std::nullopt;
  if (!conditions->isMapping())
    return parameters.fail(conditions->span, "`conditions` has to be a mapping of fields to values");
  return AddCondition{*conditions, parameters.flag("template"), parameters.flag("negated")};
}

Result changeLogSource(const Parameters& parameters) {
  ChangeLogSource change;
  const auto said = [&](std::string_view key) -> std::optional<Text> {
    const Node* value = parameters.node().find(key);
    if (value == nullptr || value->isNull()) return std::nullopt;
    return Text{value->text, value->span};
  };
  change.source = {said("product"), said("category"), said("service"), parameters.node().span};
  return change;
}

// Python writes groups of a replacement `\1` or `\g<1>`.
std::string replacementOf(std::string_view python) {
  std::string out;
  for (std::size_t i = 0; i < python.size(); ++i) {
    if (python[i] == '$') {
      out += "$$";
    } else if (python[i] == '\\' && i + 1 < python.size() && python[i + 1] >= '0' && python[i + 1] <= '9') {
      out += fmt::format("${}", python[++i]);
    } else if (python.substr(i).starts_with("\\g<") && python.find('>', i) != std::string_view::npos) {
      const std::size_t close = python.find('>', i);
      out += fmt::format("${}", python.substr(i + 3, close - i - 3));
      i = close;
    } else if (python.substr(i).starts_with("\\\\")) {
      out += python[++i];
    } else {
      out += python[i];
    }
  }
  return out;
}

Result replaceText(const Parameters& parameters) {
  const Node *regex = parameters.need("regex"), *replacement = parameters.need("replacement");
  if (regex == nullptr || replacement == nullptr) return std::nullopt;
  try {
    const std::regex compiled(regex->text);
  } catch (const std::regex_error&) {
    return parameters.fail(regex->span, "this regular expression cannot be read");
  }
  return ReplaceText{regex->text, replacementOf(replacement->text), parameters.flag("skip_special"),
                     parameters.flag("interpret_special")};
}

Result setValue(const Parameters& parameters, base::Report& report) {
  const Node* value = parameters.need("value");
  if (value == nullptr) return std::nullopt;
  std::vector<Value> values = readValues(*value, report);
  if (values.size() != 1) return SetValue{Value{}};
  return SetValue{std::move(values.front())};
}

Result caseFields(const Parameters& parameters) {
  const std::string way = parameters.text("transform_func") + parameters.text("method");
  if (way == "lower" || way == "lowercase") return CaseFields{CaseFields::Way::lower};
  if (way == "upper" || way == "uppercase") return CaseFields{CaseFields::Way::upper};
  if (way == "snake_case") return CaseFields{CaseFields::Way::snake};
  return parameters.fail(parameters.node().span, fmt::format("there is no way `{}` to write field names", way));
}

Result caseText(const Parameters& parameters) {
  const std::string way = parameters.text("method");
  if (way == "lower" || way == "upper") return CaseText{way == "upper"};
  return parameters.fail(parameters.node().span, "`case` has the method `lower` or `upper`");
}

Result refused(const Text& type, base::Report& report) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kWhy = {
      {{"field_name_transform", "it runs a function of Python"},
       {"query_expression_placeholders", "it puts the text of a query into a rule"},
       {"file_placeholders", "it reads files; use `lists` or `placeholders` of the configuration"},
       {"http_command_placeholders", "it fetches values; use `lists` of the configuration"},
       {"http_placeholders", "it fetches values; use `lists` of the configuration"},
       {"command_placeholders", "it runs a program; use `lists` of the configuration"},
       {"wildcard_placeholders", "it makes a rule find more than it says; use `placeholders` of the configuration"},
       {"template", "it runs a template"},
       {"regex", "it rewrites values as expressions; the compiler chooses the form itself"},
       {"hashes_fields", "it splits hashes into fields; the maps of log sources do that"}}};
  auto& finding = report.add(codes::pipelineRefused, type.span,
                             fmt::format("the transformation `{}` is not supported", type.value));
  for (const auto& [name, why] : kWhy)
    if (name == type.value) finding.note(std::string(why));
  return std::nullopt;
}

}  // namespace

Result readTransformation(const Text& type, const Node& node, base::Report& report) {
  const Parameters parameters(type, node, report);
  const std::string& name = type.value;
  if (name == "field_name_mapping") return mapFields(parameters, false);
  if (name == "field_name_prefix_mapping") return mapFields(parameters, true);
  if (name == "field_name_prefix") return AffixFields{parameters.text("prefix"), ""};
  if (name == "field_name_suffix") return AffixFields{"", parameters.text("suffix")};
  if (name == "field_name_transform" && (node.find("transform_func") != nullptr || node.find("method") != nullptr))
    return caseFields(parameters);
  if (name == "drop_detection_item") return DropItems{};
  if (name == "add_condition") return addCondition(parameters);
  if (name == "change_logsource") return changeLogSource(parameters);
  if (name == "replace_string") return replaceText(parameters);
  if (name == "map_string") {
    auto texts = parameters.names();
    if (!texts) return std::nullopt;
    return MapText{std::move(*texts)};
  }
  if (name == "case") return caseText(parameters);
  if (name == "set_state") {
    if (parameters.need("key") == nullptr || parameters.need("val") == nullptr) return std::nullopt;
    return SetState{parameters.text("key"), parameters.text("val")};
  }
  if (name == "set_value") return setValue(parameters, report);
  if (name == "convert_type") return ConvertType{parameters.text("target_type") == "num"};
  if (name == "value_placeholders") return FillPlaceholders{parameters.texts("include"), parameters.texts("exclude")};
  if (name == "rule_failure") return Refuse{Refuse::What::rule, parameters.text("message")};
  if (name == "detection_item_failure") return Refuse{Refuse::What::item, parameters.text("message")};
  if (name == "strict_field_mapping_failure") return Refuse{Refuse::What::unmappedField, ""};
  for (const std::string_view idle : {"add_field", "remove_field", "set_field", "set_custom_attribute"})
    if (name == idle) return NoEffect{};
  return refused(type, report);
}

}  // namespace quarry::rule
