// What a document says of itself: title, id, tags and the rest, and the form that Sigma gives them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "quarry/base/codes/rule.h"
#include "quarry/base/text.h"
#include "rule/documents.h"
#include "rule/fields.h"

namespace quarry::rule {

namespace {

using base::yaml::Entry;
using base::yaml::Node;

bool isHex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !isHex(text[i])) return false;
  }
  return true;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// A day of the calendar, its parts held apart by the separator.
bool isDate(std::string_view text, char separator) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != separator : !isDigit(text[i])) return false;
  const int year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

bool isTag(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '_' || c == '.'; });
}

template <std::size_t N>
void oneOf(const std::optional<Text>& value, std::string_view key, const std::array<std::string_view, N>& known,
           base::Report& report) {
  if (!value || std::find(known.begin(), known.end(), value->value) != known.end()) return;
  std::string list;
  for (const std::string_view one : known) list += (list.empty() ? "" : ", ") + std::string(one);
  auto& finding =
      report.add(codes::badValue, value->span, fmt::format("`{}` is no {}", value->value, key)).note("one of " + list);
  const auto near = base::closest(value->value, known);
  if (!near) return;
  finding.note(fmt::format("did you mean `{}`?", *near));
  finding.fix(fmt::format("write `{}`", *near), {{value->span, std::string(*near)}},
              base::equalsIgnoringCase(*near, value->value) ? base::Safety::safe : base::Safety::review);
}

void date(const std::optional<Text>& value, std::string_view key, base::Report& report) {
  if (!value || isDate(value->value, '-')) return;
  const bool old = isDate(value->value, '/');
  auto& finding =
      report
          .add(codes::badValue, value->span,
               old ? "this is how Sigma wrote dates before version 2" : fmt::format("`{}` is no date", value->value))
          .note(fmt::format("`{}` is written YYYY-MM-DD", key));
  if (!old) return;
  // Every tool still reads it.
  finding.severity = base::Severity::info;
  std::string dashed = value->value;
  std::replace(dashed.begin(), dashed.end(), '/', '-');
  finding.fix(fmt::format("write `{}`", dashed), {{value->span, dashed}}, base::Safety::safe);
}

void tag(const Text& value, base::Report& report) {
  if (isTag(value.value)) return;
  auto& finding = report.add(codes::badTag, value.span,
                             fmt::format("`{}` is no tag of the form `namespace.name`, in lower case", value.value));
  std::string lower = base::asciiLower(value.value);
  std::replace(lower.begin(), lower.end(), ' ', '-');
  if (isTag(lower)) finding.fix(fmt::format("write `{}`", lower), {{value.span, lower}}, base::Safety::safe);
}

void readTitle(const Node& document, std::string_view what, Metadata& rule, base::Report& report) {
  rule.title = {"", document.entries.front().key.span};
  const Entry* entry = required(document, "title", what, report);
  if (entry == nullptr) return;
  if (!entry->value.isScalar())
    report.add(codes::wrongKind, entry->value.span, "`title` has to be text");
  else if (entry->value.text.empty())
    report.add(codes::missingKey, entry->value.span, "the title is empty");
  else
    rule.title = {entry->value.text, entry->value.span};
}

}  // namespace

std::span<const std::string_view> documentKeys() {
  static constexpr std::array<std::string_view, 24> kKeys = {
      "title",  "id",     "name",     "related",    "taxonomy", "status",    "description", "license",
      "author", "date",   "modified", "references", "tags",     "logsource", "detection",   "falsepositives",
      "level",  "fields", "scope",    "steps",      "tests",    "alert",     "correlation", "filter"};
  return kKeys;
}

const Entry* required(const Node& document, std::string_view key, std::string_view what, base::Report& report) {
  if (const Entry* entry = document.findEntry(key); entry != nullptr) {
    if (!entry->value.isNull()) return entry;
    report.add(codes::missingKey, entry->key.span, fmt::format("`{}` is empty", key));
    return nullptr;
  }
  for (const Entry& entry : document.entries) {
    const auto slip = misspelt(entry.key.text, documentKeys());
    if (!slip || slip->meant != key) continue;
    report
        .add(codes::missingKey, entry.key.span,
             fmt::format("the {} has no `{}`; `{}` was probably meant to be it", what, key, entry.key.text))
        .fix(fmt::format("rename the key to `{}`", key), {{entry.key.span, std::string(key)}}, base::Safety::safe);
    return &entry;
  }
  // The whole document would be underlined: its first key is enough.
  report.add(codes::missingKey, document.entries.front().key.span, fmt::format("the {} has no `{}`", what, key));
  return nullptr;
}

void readMetadata(const Node& node, base::FileId file, std::string_view what, Metadata& metadata,
                  base::Report& report) {
  metadata.file = file;
  metadata.span = node.span;
  readTitle(node, what, metadata, report);
  Fields fields(node, report);
  metadata.id = fields.text("id");
  metadata.name = fields.text("name");
  metadata.status = fields.text("status");
  metadata.level = fields.text("level");
  metadata.taxonomy = fields.text("taxonomy");
  metadata.description = fields.text("description");
  metadata.author = fields.text("author");
  metadata.date = fields.text("date");
  metadata.modified = fields.text("modified");
  metadata.license = fields.text("license");
  metadata.tags = fields.texts("tags");
  metadata.references = fields.texts("references");
  metadata.falsePositives = fields.texts("falsepositives");
  metadata.fields = fields.texts("fields");
}

void checkMetadata(const Metadata& rule, base::Report& report) {
  static constexpr std::array<std::string_view, 5> kStatus = {"stable", "test", "experimental", "deprecated",
                                                              "unsupported"};
  static constexpr std::array<std::string_view, 5> kLevel = {"informational", "low", "medium", "high", "critical"};
  oneOf(rule.status, "status", kStatus, report);
  oneOf(rule.level, "level", kLevel, report);
  if (rule.id && !isUuid(rule.id->value))
    report.add(codes::badValue, rule.id->span, fmt::format("`{}` is no UUID", rule.id->value))
        .note("an id looks like 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11");
  date(rule.date, "date", report);
  date(rule.modified, "modified", report);
  for (const Text& one : rule.tags) tag(one, report);
}

}  // namespace quarry::rule
