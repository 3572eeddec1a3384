// A tag stands twice.
#include <fmt/format.h>

#include <map>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE265_duplicate_tag;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.impact, attack.t1485, attack.impact]", "tags: [attack.impact, attack.t1485]"},
};

void check(const DocumentContext& context, base::Report& report) {
  std::map<std::string, base::Span> seen;
  for (const Text& tag : rule::about(context.document).tags) {
    const auto [first, isNew] = seen.emplace(base::asciiLower(tag.value), tag.span);
    if (isNew) continue;
    auto& finding =
        report.add(RULE265_duplicate_tag.def, tag.span, fmt::format("`{}` is among the tags already", tag.value));
    finding.label(first->second, "first here");
    if (auto edits = withoutEntry(tag.span, context.sources); !edits.empty())
      finding.fix("take it out", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule RULE265_duplicate_tag = {
    {"RULE265", "duplicate-tag", base::Severity::warning, base::Category::rule, base::FixKind::safe,
     "a tag stands twice", "The second one adds nothing; perhaps another was meant."},
    check,
    kExamples};

}  // namespace quarry::lint
