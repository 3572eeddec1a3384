// A selection has a name that other tools cannot read in a condition.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE208_name_other_tools_misread;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  notepad: {userAgent: notepad}\n  condition: notepad",
     "detection:\n  editor: {userAgent: notepad}\n  condition: editor"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const rule::Selection& selection : selections(context))
    for (const std::string_view word : {"not", "and", "or"})
      if (selection.name.value.size() > word.size() && selection.name.value.starts_with(word) &&
          selection.name.value[word.size()] != '_') {
        report.add(RULE208_name_other_tools_misread.def, selection.name.span,
                   fmt::format("other tools read `{}` as the word `{}` and a name", selection.name.value, word));
        break;
      }
}

}  // namespace

const Rule RULE208_name_other_tools_misread = {
    {"RULE208", "name-other-tools-misread", base::Severity::info, base::Category::portability, base::FixKind::none,
     "a selection has a name that other tools cannot read in a condition",
     "Some Sigma tools read a name that begins with `not`, `and` or `or` as that word and the rest, and do not know a "
     "dash in a pattern. Quarry reads them; a rule that is shared does better without."},
    check,
    kExamples};

}  // namespace quarry::lint
