// A reference stands twice.
#include <map>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE269_duplicate_reference;

namespace {

constexpr Example kExamples[] = {
    {"references:\n  - https://example.org/a\n  - https://example.org/a", "references:\n  - https://example.org/a"},
};

void check(const DocumentContext& context, base::Report& report) {
  std::map<std::string, base::Span> seen;
  for (const Text& reference : rule::about(context.document).references) {
    const auto [first, isNew] = seen.emplace(reference.value, reference.span);
    if (isNew) continue;
    auto& finding =
        report.add(RULE269_duplicate_reference.def, reference.span, "this reference is in the list already");
    finding.label(first->second, "first here");
    if (auto edits = withoutEntry(reference.span, context.sources); !edits.empty())
      finding.fix("take it out", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule RULE269_duplicate_reference = {
    {"RULE269", "duplicate-reference", base::Severity::info, base::Category::style, base::FixKind::safe,
     "a reference stands twice", "The second one adds nothing."},
    check,
    kExamples};

}  // namespace quarry::lint
