// YAML documents to rules.
#include "quarry/rule/read.h"

#include <fmt/format.h>

#include <array>

#include "quarry/base/codes.h"
#include "rule/fields.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

namespace yaml = base::yaml;

constexpr std::array<std::string_view, 24> kKeys = {
    "title",    "id",       "name",     "related",   "taxonomy", "status",         "description", "license",
    "author",   "date",     "modified", "references", "tags",    "logsource",      "detection",   "falsepositives",
    "level",    "fields",   "scope",    "steps",     "tests",    "alert",          "correlation", "filter"};

void readLogSource(Fields& fields, Rule& rule) {
  const yaml::Node* node = fields.node("logsource");
  if (node == nullptr) {
    fields.report().add(codes::missingKey, rule.title.span, "the rule has no `logsource`");
    return;
  }
  if (!node->isMapping()) {
    fields.report().add(codes::wrongKind, node->span, "`logsource` has to be a mapping with `product`, `category` or `service`");
    return;
  }
  static constexpr std::array<std::string_view, 4> kLogSourceKeys = {"product", "category", "service", "definition"};
  warnOfMisspeltKeys(*node, kLogSourceKeys, fields.report());
  Fields inner(*node, fields.report());
  rule.logSource = {inner.text("product"), inner.text("category"), inner.text("service"), node->span};
  if (!rule.logSource.product && !rule.logSource.category && !rule.logSource.service)
    fields.report().add(codes::emptyLogSource, node->span, "the log source names neither product, category nor service");
}

void readConditions(const yaml::Node& node, Rule& rule, base::Report& report) {
  const auto add = [&](const yaml::Node& condition) {
    if (!condition.isScalar()) {
      report.add(codes::wrongKind, condition.span, "a condition has to be text");
      return;
    }
    rule.conditions.push_back({condition.text, condition.span});
    rule.conditionNodes.push_back(condition);
  };
  if (node.isSequence())
    for (const yaml::Node& item : node.items) add(item);
  else add(node);
}

// A `condition` that is indented too far ends up inside a selection.
const yaml::Entry* strayCondition(const yaml::Node& detection) {
  for (const yaml::Entry& entry : detection.entries)
    if (entry.value.isMapping())
      if (const yaml::Entry* stray = entry.value.findEntry("condition")) return stray;
  return nullptr;
}

void readDetectionPart(Fields& fields, Rule& rule) {
  base::Report& report = fields.report();
  const yaml::Node* node = fields.node("detection");
  if (node == nullptr) {
    report.add(codes::missingKey, rule.title.span, "the rule has no `detection`");
    return;
  }
  if (!node->isMapping()) {
    report.add(codes::wrongKind, node->span, "`detection` has to be a mapping of selections, with a `condition`");
    return;
  }
  for (const yaml::Entry& entry : node->entries) {
    if (entry.key.text == "condition") {
      readConditions(entry.value, rule, report);
    } else if (entry.key.text == "timeframe" && entry.value.isScalar()) {
      report.add(codes::oldAggregation, entry.key.span, "`timeframe` is no longer part of a rule").note("write a correlation rule, or `within` in a `group` step");
    } else if (auto detection = readDetection(entry.value, report)) {
      rule.selections.push_back({{entry.key.text, entry.key.span}, std::move(*detection)});
    }
  }
  if (node->find("condition") == nullptr) {
    const yaml::Entry* stray = strayCondition(*node);
    auto& finding = report.add(codes::missingKey, stray != nullptr ? stray->key.span : fields.document().findEntry("detection")->key.span,
                               stray != nullptr ? "this `condition` is indented too far: it became a field of the selection"
                                                : "the detection has no `condition`");
    if (stray != nullptr) finding.note("move it out, to the column of the selections");
  } else if (rule.selections.empty() && !report.hasErrors()) {
    report.add(codes::missingKey, node->span, "the detection has no selection");
  }
}

void readTaxonomy(Fields& fields, Rule& rule) {
  base::Report& report = fields.report();
  if (rule.taxonomy && rule.taxonomy->value != "sigma" && rule.taxonomy->value != "quarry")
    report.add(codes::unknownTaxonomy, rule.taxonomy->span, fmt::format("the taxonomy `{}` is not known", rule.taxonomy->value))
        .note("`sigma` and `quarry` are");
  if (!rule.steps || (rule.taxonomy && rule.taxonomy->value == "quarry")) return;
  const base::Span key = fields.document().findEntry("steps")->key.span;
  auto& finding = report.add(codes::taxonomyMissing, key, "`steps` needs `taxonomy: quarry`");
  if (rule.taxonomy) finding.fix("say `quarry`", {{rule.taxonomy->span, "quarry"}}, base::Safety::safe);
  else finding.fix("add `taxonomy: quarry`", {{{key.file, key.begin, key.begin}, "taxonomy: quarry\n"}}, base::Safety::safe);
}

std::optional<Rule> readRule(const yaml::Node& node, base::FileId file, base::Report& report) {
  const std::size_t before = report.size();
  Rule rule;
  rule.file = file;
  rule.span = node.span;
  Fields fields(node, report);
  warnOfMisspeltKeys(node, kKeys, report);
  const auto title = fields.text("title");
  rule.title = title.value_or(Text{"", {node.span.file, node.span.begin, node.span.begin}});
  if (!title && fields.node("title") == nullptr) {
    // The whole document would be underlined: its first key is enough.
    report.add(codes::missingKey, node.entries.front().key.span, "the rule has no `title`");
    rule.title.span = node.entries.front().key.span;
  }
  rule.id = fields.text("id");
  rule.name = fields.text("name");
  rule.status = fields.text("status");
  rule.level = fields.text("level");
  rule.taxonomy = fields.text("taxonomy");
  rule.description = fields.text("description");
  rule.author = fields.text("author");
  rule.date = fields.text("date");
  rule.modified = fields.text("modified");
  rule.license = fields.text("license");
  rule.tags = fields.texts("tags");
  rule.references = fields.texts("references");
  rule.falsePositives = fields.texts("falsepositives");
  rule.fields = fields.texts("fields");
  readLogSource(fields, rule);
  readDetectionPart(fields, rule);
  if (const yaml::Node* steps = fields.node("steps")) rule.steps = *steps;
  if (const yaml::Node* tests = fields.node("tests")) rule.tests = readTests(*tests, report);
  if (const yaml::Node* alert = fields.node("alert")) rule.alert = *alert;
  readTaxonomy(fields, rule);
  checkMetadata(rule, report);
  if (report.hasErrorsSince(before)) return std::nullopt;
  return rule;
}

OtherDocument readOther(const yaml::Node& node, OtherDocument::Kind kind, base::Report& report) {
  Fields fields(node, report);
  OtherDocument document;
  document.kind = kind;
  document.span = node.span;
  document.title = fields.text("title").value_or(Text{"", node.entries.front().key.span});
  document.id = fields.text("id");
  document.name = fields.text("name");
  document.node = node;
  return document;
}

}  // namespace

std::vector<Document> read(base::FileId file, base::Sources& sources, base::Report& report) {
  std::vector<Document> documents;
  for (const yaml::Node& node : yaml::parse(file, sources, report)) {
    if (!node.isMapping() || node.entries.empty()) {
      report.add(codes::notARule, {file, node.span.begin, std::min(node.span.end, node.span.begin + 1)}, "this document is not a mapping, so it is no rule");
      continue;
    }
    if (node.find("correlation") != nullptr) documents.emplace_back(readOther(node, OtherDocument::Kind::correlation, report));
    else if (node.find("filter") != nullptr) documents.emplace_back(readOther(node, OtherDocument::Kind::filter, report));
    else if (node.find("action") != nullptr) documents.emplace_back(readOther(node, OtherDocument::Kind::collection, report));
    else if (auto rule = readRule(node, file, report)) documents.emplace_back(std::move(*rule));
  }
  return documents;
}

}  // namespace quarry::rule
