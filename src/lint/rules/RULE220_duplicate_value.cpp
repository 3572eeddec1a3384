// A value stands twice in a list.
#include <fmt/format.h>

#include <map>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE220_duplicate_value;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    eventName: [DeleteSnapshot, deletesnapshot, DeleteVolume]\n  condition: call",
     "detection:\n  call:\n    eventName: [DeleteSnapshot, DeleteVolume]\n  condition: call"},
};

// Equal for values that are one: their type, and their text as it is compared.
std::pair<std::size_t, std::string> identity(const Value& value, bool exact) {
  return {value.value.index(), exact ? value.text : base::asciiLower(value.text)};
}

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    const bool exact = has(*item, "cased") || has(*item, "re") || item->modifiers.size() > 1;
    std::map<std::pair<std::size_t, std::string>, const Value*> seen;
    for (const Value& value : item->values) {
      const auto [first, isNew] = seen.emplace(identity(value, exact), &value);
      if (isNew) continue;
      auto& finding =
          report.add(RULE220_duplicate_value.def, value.span, fmt::format("`{}` is in the list already", value.text));
      finding.label(first->second->span, "first here");
      if (auto edits = withoutEntry(value.span, context.sources); !edits.empty())
        finding.fix("take it out", std::move(edits), base::Safety::safe);
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
