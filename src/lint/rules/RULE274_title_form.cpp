// A title is a sentence, or too long to be shown.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE274_title_form;

namespace {

constexpr Example kExamples[] = {
    {"title: Detects the deletion of a snapshot.", "title: Snapshot Deletion"},
};

void check(const DocumentContext& context, base::Report& report) {
  const Text& title = rule::about(context.document).title;
  if (title.value.size() > 120)
    report.add(RULE274_title_form.def, title.span, fmt::format("the title is {} characters long", title.value.size()));
  else if (title.value.ends_with('.') || title.value.starts_with("Detects "))
    report.add(RULE274_title_form.def, title.span, "a title is a name, not a sentence");
}

}  // namespace

const Rule RULE274_title_form = {{"RULE274", "title-form", base::Severity::info, base::Category::style,
                                  base::FixKind::none, "a title is a sentence, or too long to be shown",
                                  "A title is a short name: it stands in lists of alerts, where about a hundred "
                                  "characters fit, and does not end with a stop."},
                                 check,
                                 kExamples};

}  // namespace quarry::lint
