// YAML documents to rules.
#include "quarry/rule/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "quarry/base/codes.h"
#include "rule/fields.h"
#include "rule/lower.h"

namespace quarry::rule {

namespace {

namespace yaml = base::yaml;

constexpr std::array<std::string_view, 24> kKeys = {
    "title",  "id",     "name",     "related",    "taxonomy", "status",    "description", "license",
    "author", "date",   "modified", "references", "tags",     "logsource", "detection",   "falsepositives",
    "level",  "fields", "scope",    "steps",      "tests",    "alert",     "correlation", "filter"};

bool isRequired(std::string_view key) { return key == "title" || key == "logsource" || key == "detection"; }

// Misspelt required keys have been reported as missing.
void warnOfOwnKeys(yaml::Node document, base::Report& report) {
  std::erase_if(document.entries, [](const yaml::Entry& entry) {
    const auto slip = misspelt(entry.key.text, kKeys);
    return slip && isRequired(slip->meant);
  });
  warnOfMisspeltKeys(document, kKeys, report);
}

// A document without any of these is something else than a rule.
bool looksLikeARule(const yaml::Node& node) {
  return std::any_of(node.entries.begin(), node.entries.end(), [](const yaml::Entry& entry) {
    static constexpr std::array<std::string_view, 4> kTelling = {"title", "logsource", "detection", "steps"};
    return std::find(kTelling.begin(), kTelling.end(), entry.key.text) != kTelling.end() ||
           misspelt(entry.key.text, kTelling);
  });
}

// The value of a key that a rule must have, also under a misspelt name. None if it is missing, which is reported.
const yaml::Entry* required(const yaml::Node& document, std::string_view key, base::Report& report) {
  if (const yaml::Entry* entry = document.findEntry(key); entry != nullptr) {
    if (!entry->value.isNull()) return entry;
    report.add(codes::missingKey, entry->key.span, fmt::format("`{}` is empty", key));
    return nullptr;
  }
  for (const yaml::Entry& entry : document.entries) {
    const auto slip = misspelt(entry.key.text, kKeys);
    if (!slip || slip->meant != key) continue;
    report
        .add(codes::missingKey, entry.key.span,
             fmt::format("the rule has no `{}`; `{}` was probably meant to be it", key, entry.key.text))
        .fix(fmt::format("rename the key to `{}`", key), {{entry.key.span, std::string(key)}}, base::Safety::safe);
    return &entry;
  }
  // The whole document would be underlined: its first key is enough.
  report.add(codes::missingKey, document.entries.front().key.span, fmt::format("the rule has no `{}`", key));
  return nullptr;
}

void readTitle(const yaml::Node& document, Rule& rule, base::Report& report) {
  rule.title = {"", document.entries.front().key.span};
  const yaml::Entry* entry = required(document, "title", report);
  if (entry == nullptr) return;
  if (!entry->value.isScalar())
    report.add(codes::wrongKind, entry->value.span, "`title` has to be text");
  else if (entry->value.text.empty())
    report.add(codes::missingKey, entry->value.span, "the title is empty");
  else
    rule.title = {entry->value.text, entry->value.span};
}

void readLogSource(const yaml::Node& document, Rule& rule, base::Report& report) {
  const yaml::Entry* entry = required(document, "logsource", report);
  if (entry == nullptr) return;
  const yaml::Node& node = entry->value;
  if (!node.isMapping()) {
    report.add(codes::wrongKind, node.span, "`logsource` has to be a mapping with `product`, `category` or `service`");
    return;
  }
  static constexpr std::array<std::string_view, 4> kLogSourceKeys = {"product", "category", "service", "definition"};
  warnOfMisspeltKeys(node, kLogSourceKeys, report);
  Fields inner(node, report);
  const auto said = [&](std::string_view key) {
    auto text = inner.text(key);
    return text && text->value.empty() ? std::nullopt : text;
  };
  rule.logSource = {said("product"), said("category"), said("service"), node.span};
  if (!rule.logSource.product && !rule.logSource.category && !rule.logSource.service)
    report.add(codes::emptyLogSource, node.span, "the log source names neither product, category nor service");
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
  const yaml::Entry* entry = required(document, "detection", report);
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
      yaml::Node body = part.value;
      if (stray.inside)
        std::erase_if(body.entries, [&](const yaml::Entry& e) { return e.key.span == stray.condition->key.span; });
      if (auto detection = readDetection(body, report))
        rule.selections.push_back({{part.key.text, part.key.span}, std::move(*detection)});
    }
  }
  if (stray.condition != nullptr) {
    reportStray(stray, node, sources[document.span.file], report);
  } else if (!hasCondition) {
    report.add(codes::missingKey, entry->key.span, "the detection has no `condition`")
        .note("it says how the selections are combined: `condition: selection and not 1 of filter_*`");
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

std::optional<Rule> readRule(const yaml::Node& node, base::FileId file, base::Sources& sources, base::Report& report) {
  const std::size_t before = report.size();
  Rule rule;
  rule.file = file;
  rule.span = node.span;
  Fields fields(node, report);
  readTitle(node, rule, report);
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
  readLogSource(node, rule, report);
  readDetectionPart(node, rule, sources, report);
  readKeptParts(node, rule, report);
  readTaxonomy(node, rule, sources, report);
  checkMetadata(rule, report);
  warnOfOwnKeys(node, report);
  if (!report.hasErrorsSince(before)) return rule;
  reportFurther(rule, sources, report);
  return std::nullopt;
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
  const std::size_t before = report.size();
  std::vector<Document> documents;
  bool collection = false;
  const std::vector<yaml::Node> nodes = yaml::parse(file, sources, report);
  for (const yaml::Node& node : nodes) {
    const base::Span first{file, node.span.begin, std::min(node.span.end, node.span.begin + 1)};
    if (!node.isMapping() || node.entries.empty()) {
      report.add(codes::notARule, first, "this document is not a mapping, so it is no rule");
      continue;
    }
    // The documents after an `action` lack what it shares with them: they are no rules by themselves.
    collection = collection || node.find("action") != nullptr;
    if (collection)
      documents.emplace_back(readOther(node, OtherDocument::Kind::collection, report));
    else if (node.find("correlation") != nullptr)
      documents.emplace_back(readOther(node, OtherDocument::Kind::correlation, report));
    else if (node.find("filter") != nullptr)
      documents.emplace_back(readOther(node, OtherDocument::Kind::filter, report));
    else if (!looksLikeARule(node))
      report.add(codes::notARule, node.entries.front().key.span,
                 "this document is no rule: it has neither `title`, `logsource` nor `detection`");
    else if (auto rule = readRule(node, file, sources, report))
      documents.emplace_back(std::move(*rule));
  }
  if (nodes.empty() && report.size() == before)
    report.add(codes::emptyFile, {file, 0, 0}, "the file holds no document");
  return documents;
}

}  // namespace quarry::rule
