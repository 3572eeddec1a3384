// A reference points to a branch.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE276_moving_link;

namespace {

constexpr Example kExamples[] = {
    {"references:\n  - https://github.com/example/project/blob/main/tool.py",
     "references:\n  - https://github.com/example/project/blob/0f5d2c3e8a634a529d0f7c3b1d0a4e110f5d2c3e/tool.py"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const Text& reference : rule::about(context.document).references) {
    if (reference.value.find("//github.com/") == std::string::npos) continue;
    for (const std::string_view branch : {"/blob/main/", "/blob/master/", "/tree/main/", "/tree/master/"})
      if (reference.value.find(branch) != std::string::npos) {
        report.add(RULE276_moving_link.def, reference.span, "the link points to a branch, whose content moves on")
            .note("on the page, the key `y` gives the link to the commit");
        break;
      }
  }
}

}  // namespace

const Rule RULE276_moving_link = {
    {"RULE276", "moving-link", base::Severity::info, base::Category::style, base::FixKind::none,
     "a reference points to a branch",
     "What stands in a branch changes or goes. A link to a commit shows for ever what the author saw."},
    check,
    kExamples};

}  // namespace quarry::lint
