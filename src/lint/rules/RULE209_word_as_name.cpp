// A selection is called like a word of conditions.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE209_word_as_name;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  all: {eventName: DeleteSnapshot}\n  condition: all",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const rule::Selection& selection : selections(context))
    for (const std::string_view word : {"them", "of", "all", "any", "1"})
      if (selection.name.value == word)
        report.add(RULE209_word_as_name.def, selection.name.span, fmt::format("`{}` is a word of conditions", word))
            .note("call the selection something else");
}

}  // namespace

const Rule RULE209_word_as_name = {{"RULE209", "word-as-name", base::Severity::warning, base::Category::portability,
                                    base::FixKind::none, "a selection is called like a word of conditions",
                                    "A selection named `them`, `of`, `all`, `any` or `1` can be told from the word "
                                    "only by where it stands, and most tools do not try."},
                                   check,
                                   kExamples};

}  // namespace quarry::lint
