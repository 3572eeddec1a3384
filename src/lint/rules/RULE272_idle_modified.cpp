// `modified` says nothing beside `date`.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE272_idle_modified;

namespace {

constexpr Example kExamples[] = {
    {"date: 2026-01-10\nmodified: 2026-01-10", "date: 2026-01-10"},
};

void check(const DocumentContext& context, base::Report& report) {
  const rule::Metadata& about = rule::about(context.document);
  if (!about.modified) return;
  if (!about.date)
    report.add(RULE272_idle_modified.def, about.modified->span, "the rule was modified, but has no `date`");
  else if (about.date->value == about.modified->value)
    report.add(RULE272_idle_modified.def, about.modified->span, "the rule was modified on the day it was written")
        .label(about.date->span, "written");
}

}  // namespace

const Rule RULE272_idle_modified = {{"RULE272", "idle-modified", base::Severity::info, base::Category::style,
                                     base::FixKind::none, "`modified` says nothing beside `date`",
                                     "A rule that was modified on the day it was written, or one whose first date is "
                                     "not known, has its history wrong."},
                                    check,
                                    kExamples};

}  // namespace quarry::lint
