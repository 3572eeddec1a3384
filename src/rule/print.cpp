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

}  // namespace

std::string print(const Rule& rule) {
  std::string out = fmt::format("rule {}\n", rule.title.value);
  const auto line = [&](std::string_view key, const std::optional<Text>& text) {
    if (text) out += fmt::format("  {}: {}\n", key, text->value);
  };
  line("id", rule.id);
  line("name", rule.name);
  line("status", rule.status);
  line("level", rule.level);
  line("taxonomy", rule.taxonomy);
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

}  // namespace quarry::rule
