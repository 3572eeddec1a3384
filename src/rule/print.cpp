// The textual form of --emit rule: what was read, in a fixed order.
#include <fmt/format.h>

#include "quarry/rule/read.h"

namespace quarry::rule {

namespace {

std::string print(const Value& value) {
  return std::visit(base::overloaded{
                        [](const Null&) { return std::string("null"); },
                        [&](bool) { return value.text; },
                        [&](double) { return value.text; },
                        [](const std::string& text) { return fmt::format("'{}'", text); },
                    },
                    value.value);
}

std::string print(const Detection& detection, const std::string& indent);

std::string print(const Item& item, const std::string& indent) {
  std::string out = indent + (item.field.value.empty() ? "<keyword>" : item.field.value);
  for (const Text& modifier : item.modifiers) out += " | " + modifier.value;
  if (item.nested) return out + ":\n" + print(**item.nested, indent + "  ");
  out += ":";
  for (std::size_t i = 0; i < item.values.size(); ++i) out += (i == 0 ? " " : ", ") + print(item.values[i]);
  return out + "\n";
}

std::string print(const Detection& detection, const std::string& indent) {
  return std::visit(base::overloaded{
                        [&](const Item& item) { return print(item, indent); },
                        [&](const AllOf& all) {
                          std::string out;
                          for (const Item& item : all.items) out += print(item, indent);
                          return out;
                        },
                        [&](const AnyOf& any) {
                          std::string out;
                          for (const Detection& inner : any.of)
                            out += indent + "any of\n" + print(inner, indent + "  ");
                          return out;
                        },
                    },
                    detection.node);
}

// What documents of every kind say of themselves.
std::string head(std::string_view kind, const Metadata& about) {
  std::string out = fmt::format("{} {}\n", kind, about.title.value);
  const auto line = [&](std::string_view key, const std::optional<Text>& text) {
    if (text) out += fmt::format("  {}: {}\n", key, text->value);
  };
  line("id", about.id);
  line("name", about.name);
  line("status", about.status);
  line("level", about.level);
  line("taxonomy", about.taxonomy);
  return out;
}

std::string list(const std::vector<Text>& texts) {
  std::string out;
  for (const Text& text : texts) out += (out.empty() ? "" : ", ") + text.value;
  return out;
}

std::string_view spelling(Correlation::Type type) {
  static constexpr std::string_view kNames[] = {"event_count",      "value_count",  "value_sum", "value_avg",
                                                "value_percentile", "value_median", "temporal",  "temporal_ordered"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace

std::string print(const Rule& rule) {
  std::string out = head("rule", rule);
  const auto line = [&](std::string_view key, const std::optional<Text>& text) {
    if (text) out += fmt::format("  {}: {}\n", key, text->value);
  };
  line("product", rule.logSource.product);
  line("category", rule.logSource.category);
  line("service", rule.logSource.service);
  for (const Text& tag : rule.tags) out += fmt::format("  tag: {}\n", tag.value);
  for (const Selection& selection : rule.selections)
    out += fmt::format("  selection {}\n{}", selection.name.value, print(selection.detection, "    "));
  for (const Text& condition : rule.conditions) out += fmt::format("  condition: {}\n", condition.value);
  if (rule.steps) out += fmt::format("  steps: {}\n", rule.steps->items.size());
  if (!rule.tests.empty()) out += fmt::format("  tests: {}\n", rule.tests.size());
  return out;
}

std::string print(const Correlation& correlation) {
  std::string out = head("correlation", correlation);
  for (const Text& tag : correlation.tags) out += fmt::format("  tag: {}\n", tag.value);
  out += fmt::format("  type: {}\n  rules: {}\n", spelling(correlation.type), list(correlation.rules));
  if (!correlation.groupBy.empty()) out += fmt::format("  group-by: {}\n", list(correlation.groupBy));
  if (correlation.timespan) out += fmt::format("  timespan: {}\n", ir::print(*correlation.timespan));
  if (correlation.tumbling) out += "  window: tumbling\n";
  static constexpr std::string_view kOps[] = {"lt", "lte", "gt", "gte", "eq", "neq"};
  for (const Threshold& bound : correlation.bounds)
    out += fmt::format("  condition: {} {}\n", kOps[static_cast<std::size_t>(bound.op)], bound.value);
  if (correlation.extendedCondition) out += fmt::format("  condition: {}\n", correlation.extendedCondition->text);
  if (!correlation.valueFields.empty()) out += fmt::format("  field: {}\n", list(correlation.valueFields));
  if (correlation.percentile) out += fmt::format("  percentile: {}\n", *correlation.percentile);
  for (const Alias& alias : correlation.aliases)
    for (const Alias::Field& field : alias.fields)
      out += fmt::format("  alias {}: {} of {}\n", alias.name.value, field.field.value, field.rule.value);
  for (const Without& without : correlation.without)
    out += fmt::format("  without: {} by {}\n", without.rule.value, list(without.by));
  if (correlation.generate) out += "  generate: true\n";
  if (correlation.exact) out += "  exact: true\n";
  if (correlation.steps) out += fmt::format("  steps: {}\n", correlation.steps->items.size());
  if (!correlation.tests.empty()) out += fmt::format("  tests: {}\n", correlation.tests.size());
  return out;
}

}  // namespace quarry::rule
