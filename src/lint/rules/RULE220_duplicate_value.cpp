// A value stands twice in a list.
#include <fmt/format.h>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE220_duplicate_value;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    eventName: [DeleteSnapshot, deletesnapshot, DeleteVolume]\n  condition: call",
     "detection:\n  call:\n    eventName: [DeleteSnapshot, DeleteVolume]\n  condition: call"},
};

bool same(const Value& a, const Value& b, bool exact) {
  if (a.value.index() != b.value.index()) return false;
  return exact ? a.text == b.text : base::asciiLower(a.text) == base::asciiLower(b.text);
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    const bool exact = has(*item, "cased") || has(*item, "re") || item->modifiers.size() > 1;
    for (std::size_t i = 1; i < item->values.size(); ++i)
      for (std::size_t k = 0; k < i; ++k) {
        const Value &first = item->values[k], &second = item->values[i];
        if (!same(first, second, exact)) continue;
        auto& finding = report.add(RULE220_duplicate_value.def, second.span,
                                   fmt::format("`{}` is in the list already", second.text));
        finding.label(first.span, "first here");
        if (auto edits = withoutEntry(second.span, context.sources); !edits.empty())
          finding.fix("take it out", std::move(edits), base::Safety::safe);
        break;
      }
  }
}

}  // namespace

const Rule RULE220_duplicate_value = {{"RULE220", "duplicate-value", base::Severity::warning, base::Category::rule,
                                       base::FixKind::safe, "a value stands twice in a list",
                                       "Text compares without regard to case, so `cmd.exe` and `CMD.EXE` are one "
                                       "value. The second adds nothing; perhaps another was meant."},
                                      check,
                                      kExamples};

}  // namespace quarry::lint
