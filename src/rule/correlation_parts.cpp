#include "rule/correlation_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "rule/fields.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

bool isNamed(const Correlation& correlation, const std::string& rule) {
  return std::any_of(correlation.rules.begin(), correlation.rules.end(),
                     [&](const Text& t) { return t.value == rule; });
}

bool isAbsent(const Correlation& correlation, const std::string& rule) {
  return std::any_of(correlation.without.begin(), correlation.without.end(),
                     [&](const Without& without) { return without.rule.value == rule; });
}

}  // namespace

void readAliases(const Node& body, Correlation& correlation, base::Report& report) {
  const Entry* aliases = body.findEntry("aliases");
  if (aliases == nullptr) return;
  if (!aliases->value.isMapping()) {
    report.add(codes::badAlias, aliases->key.span,
               "`aliases` has to be a mapping: an alias, its rules, and a field each");
    return;
  }
  for (const Entry& entry : aliases->value.entries) {
    Alias alias{{entry.key.text, entry.key.span}, {}};
    if (!entry.value.isMapping()) {
      report.add(codes::badAlias, entry.key.span,
                 fmt::format("the alias `{}` needs a field for each rule: a mapping", entry.key.text));
      continue;
    }
    for (const Entry& field : entry.value.entries) {
      if (!field.value.isScalar() || field.value.text.empty())
        report.add(codes::badAlias, field.key.span, fmt::format("the alias has no field for `{}`", field.key.text));
      else if (!correlation.rules.empty() && !isNamed(correlation, field.key.text) &&
               !isAbsent(correlation, field.key.text))
        report.add(codes::badAlias, field.key.span,
                   fmt::format("`{}` is none of the correlation's rules", field.key.text));
      else
        alias.fields.push_back({{field.key.text, field.key.span}, {field.value.text, field.value.span}});
    }
    // A rule without a field would be grouped under nothing.
    for (const Text& rule : correlation.rules)
      if (std::none_of(entry.value.entries.begin(), entry.value.entries.end(),
                       [&](const Entry& field) { return field.key.text == rule.value; }))
        report.add(codes::badAlias, entry.key.span,
                   fmt::format("the alias `{}` does not say which field of `{}` it means", entry.key.text, rule.value));
    correlation.aliases.push_back(std::move(alias));
  }
}

void readWithout(const Node& body, Correlation& correlation, base::Report& report) {
  const Entry* without = body.findEntry("without");
  if (without == nullptr) return;
  const auto read = [&](const Node& node) {
    if (!node.isMapping() || node.find("rule") == nullptr) {
      report.add(codes::badCorrelation, node.span, "`without` needs a `rule`, and `by`: the fields it shares");
      return;
    }
    for (const Entry& entry : node.entries)
      if (entry.key.text != "rule" && entry.key.text != "by")
        report.add(codes::badCorrelation, entry.key.span, fmt::format("`without` has no key `{}`", entry.key.text))
            .note("its keys are `rule` and `by`");
    Fields fields(node, report);
    const auto rule = fields.text("rule");
    if (!rule) return;
    if (isNamed(correlation, rule->value))
      report.add(codes::badCorrelation, rule->span,
                 fmt::format("`{}` is one of the correlation's rules, so it cannot be absent", rule->value));
    correlation.without.push_back({*rule, fields.texts("by")});
  };
  if (correlation.type != Correlation::Type::temporalOrdered) {
    report.add(codes::badCorrelation, without->key.span, "`without` belongs to `temporal_ordered`")
        .note("it speaks of what does not happen between the first and the last stage");
    return;
  }
  if (without->value.isSequence())
    for (const Node& node : without->value.items) read(node);
  else
    read(without->value);
}

}  // namespace quarry::rule
