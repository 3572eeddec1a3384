// A rule that is in use lacks what others need to work with it.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE273_missing_metadata;

namespace {

constexpr Example kExamples[] = {
    {"title: Snapshot Deleted\nstatus: stable\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n  call: "
     "{eventName: DeleteSnapshot}\n  condition: call",
     "title: Snapshot Deleted\nid: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nstatus: test\ndescription: Somebody deletes a "
     "snapshot.\nauthor: A. Writer\ndate: 2026-01-10\nlevel: low\nlogsource: {product: aws, service: "
     "cloudtrail}\ndetection:\n  call: {eventName: DeleteSnapshot}\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr || !rule->status || (rule->status->value != "test" && rule->status->value != "stable")) return;
  std::string missing;
  const auto need = [&](bool has, std::string_view key) {
    if (!has) missing += fmt::format("{}`{}`", missing.empty() ? "" : ", ", key);
  };
  need(rule->id.has_value(), "id");
  need(rule->description.has_value(), "description");
  need(rule->author.has_value(), "author");
  need(rule->date.has_value(), "date");
  need(rule->level.has_value(), "level");
  if (!missing.empty())
    report.add(RULE273_missing_metadata.def, rule->title.span, fmt::format("the rule has no {}", missing));
}

}  // namespace

const Rule RULE273_missing_metadata = {
    {"RULE273", "missing-metadata", base::Severity::info, base::Category::style, base::FixKind::none,
     "a rule that is in use lacks what others need to work with it",
     "An `id` lets other rules, suppressions and tickets refer to a rule whatever it is called; `level` decides what "
     "becomes of its alerts; `author`, `date` and `description` say whom to ask, since when, and what for. Asked of "
     "rules of status `test` and `stable`."},
    check,
    kExamples};

}  // namespace quarry::lint
