// A correlation: events of other rules, counted, measured or put in order within a span of time.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "rule/correlation_parts.h"
#include "rule/documents.h"
#include "rule/fields.h"
#include "rule/timespan.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;
using Type = Correlation::Type;

constexpr std::array<std::pair<std::string_view, Type>, 8> kTypes = {{{"event_count", Type::eventCount},
                                                                      {"value_count", Type::valueCount},
                                                                      {"value_sum", Type::valueSum},
                                                                      {"value_avg", Type::valueAverage},
                                                                      {"value_percentile", Type::valuePercentile},
                                                                      {"value_median", Type::valueMedian},
                                                                      {"temporal", Type::temporal},
                                                                      {"temporal_ordered", Type::temporalOrdered}}};

constexpr std::array<std::string_view, 13> kKeys = {"type",       "rules",   "group-by", "timespan", "condition",
                                                    "aliases",    "without", "generate", "exact",    "window",
                                                    "percentile", "field",   "timeframe"};

void readType(const Node& node, base::Span key, Correlation& correlation, base::Report& report) {
  const Entry* entry = node.findEntry("type");
  if (entry == nullptr) {
    report.add(codes::badCorrelation, key, "the correlation has no `type`")
        .note(
            "one of event_count, value_count, value_sum, value_avg, value_percentile, value_median, temporal, "
            "temporal_ordered");
    return;
  }
  correlation.typeSpan = entry->value.span;
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& t) { return t.first == entry->value.text; });
  if (found != kTypes.end()) {
    correlation.type = found->second;
    return;
  }
  auto& finding = report.add(codes::badCorrelation, entry->value.isNull() ? entry->key.span : entry->value.span,
                             fmt::format("there is no type of correlation `{}`", entry->value.text));
  std::vector<std::string_view> names;
  names.reserve(kTypes.size());
  for (const auto& [name, type] : kTypes) names.push_back(name);
  if (const auto near = base::closest(entry->value.text, names))
    finding.note(fmt::format("did you mean `{}`?", *near))
        .fix(fmt::format("write `{}`", *near), {{entry->value.span, std::string(*near)}}, base::Safety::review);
}

void readTimespan(const Node& node, base::Span key, Correlation& correlation, base::Report& report) {
  const Entry* entry = node.findEntry("timespan");
  if (entry == nullptr) {
    const Entry* old = node.findEntry("timeframe");
    auto& finding = report.add(
        codes::badCorrelation, old != nullptr ? old->key.span : key,
        old != nullptr ? "a correlation's length of time is called `timespan`" : "the correlation has no `timespan`");
    if (old != nullptr) finding.fix("write `timespan`", {{old->key.span, "timespan"}}, base::Safety::safe);
    return;
  }
  correlation.timespanSpan = entry->value.span;
  correlation.timespan = parseTimespan(entry->value.text);
  if (!correlation.timespan)
    report
        .add(codes::badCorrelation, entry->value.isNull() ? entry->key.span : entry->value.span,
             fmt::format("`{}` is no length of time", entry->value.text))
        .note("write a number and a unit: `s`, `m`, `h`, `d`, `w`, `M` (months) or `y`, as in `15m`");
}

void readFlag(const Node& node, std::string_view key, bool& flag, base::Report& report) {
  const Entry* entry = node.findEntry(key);
  if (entry == nullptr) return;
  if (const auto value = entry->value.asBool())
    flag = *value;
  else
    report.add(codes::badCorrelation, entry->value.span, fmt::format("`{}` is `true` or `false`", key));
}

void readWindow(const Node& node, Correlation& correlation, base::Report& report) {
  const Entry* entry = node.findEntry("window");
  if (entry == nullptr) return;
  correlation.tumbling = entry->value.text == "tumbling";
  if (!correlation.tumbling && entry->value.text != "sliding")
    report
        .add(codes::badCorrelation, entry->value.isNull() ? entry->key.span : entry->value.span,
             fmt::format("there is no window `{}`", entry->value.text))
        .note("`sliding` (what is meant where nothing is said) or `tumbling`: cheaper, and blind across its edges");
}

void checkKeys(const Node& node, base::Report& report) {
  for (const Entry& entry : node.entries) {
    if (std::find(kKeys.begin(), kKeys.end(), entry.key.text) != kKeys.end()) continue;
    auto& finding =
        report.add(codes::badCorrelation, entry.key.span, fmt::format("a correlation has no key `{}`", entry.key.text));
    if (const auto near = base::closest(entry.key.text, kKeys))
      finding.note(fmt::format("did you mean `{}`?", *near))
          .fix(fmt::format("write `{}`", *near), {{entry.key.span, std::string(*near)}}, base::Safety::review);
  }
}

void readRules(const Node& node, base::Span key, Correlation& correlation, base::Report& report) {
  Fields fields(node, report);
  correlation.rules = fields.texts("rules");
  correlation.groupBy = fields.texts("group-by");
  for (auto it = correlation.rules.begin(); it != correlation.rules.end(); ++it) {
    const auto same = std::find_if(correlation.rules.begin(), it, [&](const Text& t) { return t.value == it->value; });
    if (same != it)
      report.add(codes::badCorrelation, it->span, fmt::format("`{}` stands here twice", it->value))
          .label(same->span, "first here");
  }
  if (correlation.rules.empty() && !correlation.extendedCondition)
    report.add(codes::badCorrelation, key, "the correlation names no `rules` whose events it could look at");
}

// The keys that are read as they are, as in a rule.
void readKeptParts(const Node& document, Correlation& correlation, base::Report& report) {
  if (const Entry* steps = document.findEntry("steps")) {
    if (steps->value.isSequence())
      correlation.steps = steps->value;
    else
      report.add(codes::wrongKind, steps->key.span, "`steps` has to be a list of steps");
  }
  if (const Entry* alert = document.findEntry("alert")) {
    if (alert->value.isMapping())
      correlation.alert = alert->value;
    else
      report.add(codes::wrongKind, alert->key.span, "`alert` has to be a mapping");
  }
  if (const Entry* tests = document.findEntry("tests")) correlation.tests = readTests(tests->value, report);
}

}  // namespace

std::optional<Correlation> readCorrelation(const Node& node, base::FileId file, base::Sources& sources,
                                           base::Report& report) {
  const std::size_t before = report.size();
  Correlation correlation;
  readMetadata(node, file, "correlation", correlation, report);
  const Entry& entry = *node.findEntry("correlation");
  if (!entry.value.isMapping()) {
    report.add(codes::badCorrelation, entry.key.span, "`correlation` has to be a mapping");
    return std::nullopt;
  }
  const Node& body = entry.value;
  const std::size_t beforeType = report.size();
  readType(body, entry.key.span, correlation, report);
  const bool typeKnown = report.size() == beforeType;
  readTimespan(body, entry.key.span, correlation, report);
  if (typeKnown) readCorrelationCondition(body, entry.key.span, correlation, report);
  readRules(body, entry.key.span, correlation, report);
  if (correlation.extendedCondition) readRuleNames(correlation, sources, report);
  readWithout(body, correlation, report);
  readAliases(body, correlation, report);
  readFlag(body, "generate", correlation.generate, report);
  readFlag(body, "exact", correlation.exact, report);
  readWindow(body, correlation, report);
  if (typeKnown && !report.hasErrorsSince(before)) checkBounds(correlation, report);
  checkKeys(body, report);
  readKeptParts(node, correlation, report);
  if (const Entry* source = node.findEntry("logsource"))
    report.add(codes::badCorrelation, source->key.span, "a correlation has no `logsource`: its rules have one each");
  checkMetadata(correlation, report);
  warnOfMisspeltKeys(node, documentKeys(), report);
  if (report.hasErrorsSince(before)) return std::nullopt;
  return correlation;
}

}  // namespace quarry::rule
