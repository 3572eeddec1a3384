// A filter: a condition that narrows rules written elsewhere.
#include <fmt/format.h>

#include <algorithm>

#include "quarry/base/codes/rule.h"
#include "rule/documents.h"
#include "rule/fields.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

// `rules`: a list of ids or names, `any`, or nothing at all, which is the same.
void readTargets(const Node& node, Filter& filter, base::Report& report) {
  const Entry* rules = node.findEntry("rules");
  if (rules == nullptr || rules->value.isNull() || (rules->value.isSequence() && rules->value.items.empty()) ||
      rules->value.text == "any") {
    filter.any = true;
    return;
  }
  Fields fields(node, report);
  filter.rules = fields.texts("rules");
}

void readCondition(const Entry& entry, Filter& filter, base::Report& report) {
  const Node* condition = &entry.value;
  if (condition->isSequence() && condition->items.size() == 1) condition = &condition->items.front();
  if (condition->isScalar())
    filter.condition = *condition;
  else
    report.add(codes::badFilter, condition->isNull() ? entry.key.span : condition->span,
               "a filter has one condition, and it has to be text");
}

void readParts(const Entry& entry, Filter& filter, base::Report& report) {
  const Node& node = entry.value;
  if (!node.isMapping()) {
    report.add(codes::badFilter, entry.key.span, "`filter` has to be a mapping of selections, with a `condition`");
    return;
  }
  readTargets(node, filter, report);
  for (const Entry& part : node.entries) {
    if (part.key.text == "rules") continue;
    if (part.key.text == "condition")
      readCondition(part, filter, report);
    else if (auto detection = readDetection(part.value, report))
      filter.selections.push_back({{part.key.text, part.key.span}, std::move(*detection)});
  }
  if (node.find("condition") == nullptr)
    report.add(codes::badFilter, entry.key.span, "the filter has no `condition`")
        .note("to leave out what a selection names, write `condition: not selection`");
  if (filter.selections.empty())
    report.add(codes::badFilter, entry.key.span, "the filter has no selection, so it filters nothing");
}

}  // namespace

std::optional<Filter> readFilter(const Node& node, base::FileId file, base::Report& report) {
  const std::size_t before = report.size();
  Filter filter;
  readMetadata(node, file, "filter", filter, report);
  if (auto source = readLogSource(node, "filter", report)) filter.logSource = std::move(*source);
  readParts(*node.findEntry("filter"), filter, report);
  for (const std::string_view key : {"steps", "tests", "alert"})
    if (const Entry* entry = node.findEntry(key))
      report.add(codes::badFilter, entry->key.span,
                 fmt::format("a filter has no `{}`: that belongs to the rules", key));
  checkMetadata(filter, report);
  warnOfMisspeltKeys(node, documentKeys(), report);
  if (report.hasErrorsSince(before)) return std::nullopt;
  return filter;
}

}  // namespace quarry::rule
