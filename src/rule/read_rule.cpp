// A YAML document to a detection rule.
#include "quarry/rule/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes/rule.h"
#include "rule/documents.h"
#include "rule/fields.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

namespace yaml = base::yaml;

bool isRequired(std::string_view key) { return key == "title" || key == "logsource" || key == "detection"; }

// Misspelt required keys have been reported as missing.
void warnOfOwnKeys(const yaml::Node& document, base::Report& report) {
  const auto known = documentKeys();
  yaml::Node others;
  others.kind = yaml::Kind::mapping;
  for (const auto& [key, value] : document.entries) {
    if (isRequired(key.text)) continue;
    const auto slip =
        std::find(known.begin(), known.end(), key.text) == known.end() ? misspelt(key.text, known) : std::nullopt;
    if (!slip || !isRequired(slip->meant)) others.entries.push_back({key, {}});
  }
  warnOfMisspeltKeys(others, known, report);
}

void readConditions(const yaml::Entry& entry, Rule& rule, base::Report& report) {
  const yaml::Node& node = entry.value;
  const auto add = [&](const yaml::Node& condition) {
    if (!condition.isScalar()) {
      report.add(codes::wrongKind, condition.isNull() ? entry.key.span : condition.span, "a condition has to be text");
      return;
    }
    rule.conditions.push_back({condition.text, condition.span});
    rule.conditionNodes.push_back(condition);
  };
  if (!node.isSequence()) {
    add(node);
    return;
  }
  if (node.items.empty()) report.add(codes::emptyDetection, node.span, "the list of conditions is empty");
  for (const yaml::Node& item : node.items) add(item);
}

void reportNoCondition(const yaml::Entry& detection, base::Report& report) {
  static constexpr std::array<std::string_view, 1> kCondition = {"condition"};
  for (const yaml::Entry& part : detection.value.entries)
    if (part.value.isScalar() && misspelt(part.key.text, kCondition)) {
      report
          .add(codes::missingKey, part.key.span,
               fmt::format("the detection has no `condition`; `{}` was probably meant to be it", part.key.text))
          .fix("rename the key to `condition`", {{part.key.span, "condition"}}, base::Safety::safe);
      return;
    }
  report.add(codes::missingKey, detection.key.span, "the detection has no `condition`")
      .note("it says how the selections are combined: `condition: selection and not 1 of filter_*`");
}

// A `condition` that is indented too far ends up inside a selection, one too little beside `detection`.
struct Stray {
  const yaml::Entry* condition = nullptr;
  bool inside = false;
  base::Span neighbour;  // a key at the column where it belongs
};
Stray strayCondition(const yaml::Node& document, const yaml::Node& detection) {
  for (const yaml::Entry& entry : detection.entries)
    if (const yaml::Entry* stray = entry.value.findEntry("condition")) return {stray, true, entry.key.span};
  if (const yaml::Entry* stray = document.findEntry("condition"); stray != nullptr && !detection.entries.empty())
    return {stray, false, detection.entries.front().key.span};
  return {};
}

// A key's line up to the key, if there is nothing but blanks.
std::optional<base::Span> indentation(base::Span key, const base::Source& source) {
  const std::uint32_t begin = source.lineStart(source.position(key.begin).line);
  const std::string_view before = source.text().substr(begin, key.begin - begin);
  if (before.find_first_not_of(' ') != std::string_view::npos) return std::nullopt;
  return base::Span{key.file, begin, key.begin};
}

void reportStray(const Stray& stray, const yaml::Node& detection, const base::Source& source, base::Report& report) {
  const base::Span key = stray.condition->key.span;
  auto& finding = report.add(codes::missingKey, key,
                             stray.inside ? "this `condition` is indented too far: it became a field of the selection"
                                          : "this `condition` is indented too little: it belongs into `detection`");
  finding.note(stray.inside ? "move it out, to the column of the selections"
                            : "move it in, to the column of the selections");
  const auto from = indentation(key, source), to = indentation(stray.neighbour, source);
  // Only the last line of a block can move without taking others with it.
  const bool isLast =
      stray.inside ? stray.condition->value.span.end >= detection.span.end : key.begin >= detection.span.end;
  const bool oneLine = source.position(key.begin).line == source.position(stray.condition->value.span.end).line;
  if (!from || !to || !isLast || !oneLine) return;
  finding.fix("move it to the column of the selections",
              {{*from, std::string(source.text().substr(to->begin, to->end - to->begin))}}, base::Safety::safe);
}

void readDetectionPart(const yaml::Node& document, Rule& rule, const base::Sources& sources, base::Report& report) {
  const yaml::Entry* entry = required(document, "detection", "rule", report);
  if (entry == nullptr) return;
  const yaml::Node& node = entry->value;
  if (!node.isMapping()) {
    report.add(codes::wrongKind, node.span, "`detection` has to be a mapping of selections, with a `condition`");
    return;
  }
  const std::size_t before = report.size();
  const bool hasCondition = node.find("condition") != nullptr;
  const Stray stray = hasCondition ? Stray{} : strayCondition(document, node);
  for (const yaml::Entry& part : node.entries) {
    if (part.key.text == "condition") {
      readConditions(part, rule, report);
    } else if (part.key.text == "timeframe" && part.value.isScalar()) {
      report.add(codes::oldAggregation, part.key.span, "`timeframe` is no longer part of a rule")
          .note("write a correlation rule with `timespan`, or `within` in a `group` step");
    } else {
      // Without the stray `condition` that would be taken for a field.
      const auto without = [&](yaml::Node body) {
        std::erase_if(body.entries, [&](const yaml::Entry& e) { return e.key.span == stray.condition->key.span; });
        return body;
      };
      if (auto detection = readDetection(stray.inside ? without(part.value) : part.value, report))
        rule.selections.push_back({{part.key.text, part.key.span}, std::move(*detection)});
    }
  }
  if (stray.condition != nullptr) {
    reportStray(stray, node, sources[document.span.file], report);
  } else if (!hasCondition) {
    reportNoCondition(*entry, report);
  }
  if (rule.selections.empty() && !report.hasErrorsSince(before))
    report.add(codes::missingKey, entry->key.span, "the detection has no selection");
}

void readTaxonomy(const yaml::Node& document, Rule& rule, const base::Sources& sources, base::Report& report) {
  if (rule.taxonomy && rule.taxonomy->value != "sigma" && rule.taxonomy->value != "quarry") {
    report
        .add(codes::unknownTaxonomy, rule.taxonomy->span,
             fmt::format("the taxonomy `{}` is not known", rule.taxonomy->value))
        .note("`sigma` and `quarry` are");
    return;
  }
  if (!rule.steps || (rule.taxonomy && rule.taxonomy->value == "quarry")) return;
  const base::Span key = document.findEntry("steps")->key.span;
  auto& finding = report.add(codes::taxonomyMissing, key, "`steps` needs `taxonomy: quarry`");
  const base::Source& source = sources[key.file];
  if (rule.taxonomy)
    finding.fix("say `quarry`", {{rule.taxonomy->span, "quarry"}}, base::Safety::safe);
  else if (source.position(key.begin).column == 1)
    finding.fix("add `taxonomy: quarry`", {{{key.file, key.begin, key.begin}, "taxonomy: quarry\n"}},
                base::Safety::safe);
}

// The parts that are kept as they are, for others to read.
void readKeptParts(const yaml::Node& document, Rule& rule, base::Report& report) {
  if (const yaml::Entry* steps = document.findEntry("steps")) {
    if (steps->value.isSequence())
      rule.steps = steps->value;
    else
      report.add(codes::wrongKind, steps->key.span, "`steps` has to be a list of steps");
  }
  if (const yaml::Entry* alert = document.findEntry("alert")) {
    if (alert->value.isMapping())
      rule.alert = alert->value;
    else
      report.add(codes::wrongKind, alert->key.span, "`alert` has to be a mapping");
  }
  if (const yaml::Entry* tests = document.findEntry("tests")) rule.tests = readTests(tests->value, report);
}

// A rule with a mistake in it is not compiled, but all its mistakes are told at once.
void reportFurther(const Rule& rule, base::Sources& sources, base::Report& report) {
  Scope scope{rule, sources, report};
  for (const Selection& selection : rule.selections) lowerSelection(selection, scope);
}

}  // namespace

std::optional<LogSource> readLogSource(const yaml::Node& document, std::string_view what, base::Report& report) {
  const yaml::Entry* entry = required(document, "logsource", what, report);
  if (entry == nullptr) return std::nullopt;
  const yaml::Node& node = entry->value;
  if (!node.isMapping()) {
    report.add(codes::wrongKind, node.span, "`logsource` has to be a mapping with `product`, `category` or `service`");
    return std::nullopt;
  }
  static constexpr std::array<std::string_view, 4> kLogSourceKeys = {"product", "category", "service", "definition"};
  warnOfMisspeltKeys(node, kLogSourceKeys, report);
  Fields inner(node, report);
  const auto said = [&](std::string_view key) {
    auto text = inner.text(key);
    return text && text->value.empty() ? std::nullopt : text;
  };
  LogSource source{said("product"), said("category"), said("service"), node.span};
  if (!source.product && !source.category && !source.service)
    report.add(codes::emptyLogSource, node.span, "the log source names neither product, category nor service");
  return source;
}

std::optional<Rule> readRule(const yaml::Node& node, base::FileId file, base::Sources& sources, base::Report& report) {
  const std::size_t before = report.size();
  Rule rule;
  readMetadata(node, file, "rule", rule, report);
  if (auto source = readLogSource(node, "rule", report)) rule.logSource = std::move(*source);
  readDetectionPart(node, rule, sources, report);
  readKeptParts(node, rule, report);
  readTaxonomy(node, rule, sources, report);
  checkMetadata(rule, report);
  warnOfOwnKeys(node, report);
  if (!report.hasErrorsSince(before)) return rule;
  reportFurther(rule, sources, report);
  return std::nullopt;
}

}  // namespace quarry::rule
