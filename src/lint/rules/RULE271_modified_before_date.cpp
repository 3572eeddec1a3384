// A rule was modified before it was written.
#include <algorithm>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE271_modified_before_date;

namespace {

constexpr Example kExamples[] = {
    {"date: 2026-01-10\nmodified: 2025-12-24", "date: 2026-01-10\nmodified: 2026-02-01"},
};

void check(const DocumentContext& context, base::Report& report) {
  const rule::Metadata& about = rule::about(context.document);
  if (!about.date || !about.modified || about.date->value.size() != 10 || about.modified->value.size() != 10) return;
  const auto plain = [](std::string date) {
    std::replace(date.begin(), date.end(), '/', '-');
    return date;
  };
  if (plain(about.modified->value) < plain(about.date->value))
    report.add(RULE271_modified_before_date.def, about.modified->span, "this is before the rule was written")
        .label(about.date->span, "written");
}

}  // namespace

const Rule RULE271_modified_before_date = {
    {"RULE271", "modified-before-date", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "a rule was modified before it was written", "One of the two dates is wrong."},
    check,
    kExamples};

}  // namespace quarry::lint
