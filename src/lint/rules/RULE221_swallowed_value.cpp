// A value of a list is covered by another one.
#include <fmt/format.h>

#include "lint/covering.h"
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE221_swallowed_value;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|contains: [aws-cli, aws]\n  condition: call",
     "detection:\n  call:\n    userAgent|contains: [aws-cli, boto]\n  condition: call"},
    {"detection:\n  call:\n    userAgent|contains|all: [aws-cli, aws, linux]\n  condition: call",
     "detection:\n  call:\n    userAgent|contains|all: [aws-cli, linux]\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (has(*item, "windash")) continue;
    const bool all = has(*item, "all"), exact = has(*item, "cased");
    std::vector<std::optional<ir::Glob>> patterns;
    for (const Value& value : item->values) patterns.push_back(patternOf(*item, value));
    // The redundant one: of alternatives the narrow one, of requirements the wide one.
    const std::vector<std::size_t> others = covering(patterns, exact, all);
    for (std::size_t i = 0; i < others.size(); ++i) {
      if (others[i] == kNothing) continue;
      const Value &redundant = item->values[i], &other = item->values[others[i]];
      auto& finding = report.add(RULE221_swallowed_value.def, redundant.span,
                                 fmt::format("`{}` adds nothing beside `{}`", redundant.text, other.text));
      finding.label(other.span, all ? "this asks for more" : "this matches more");
      if (auto edits = withoutEntry(redundant.span, context.sources); !edits.empty() && !(all && patterns.size() == 2))
        finding.fix("take it out", std::move(edits), base::Safety::review);
    }
  }
}

}  // namespace

const Rule RULE221_swallowed_value = {
    {"RULE221", "swallowed-value", base::Severity::info, base::Category::rule, base::FixKind::review,
     "a value of a list is covered by another one",
     "Whatever contains `powershell` contains `power`, so in a list where one value is enough the longer one adds "
     "nothing; with `all` it is the shorter one. Either the list is longer than it need be, or the wider value is "
     "wider than was meant."},
    check,
    kExamples};

}  // namespace quarry::lint
