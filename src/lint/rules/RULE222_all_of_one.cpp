// `all` stands at a single value.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE222_all_of_one;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call:\n    userAgent|contains|all: aws-cli\n  condition: call",
     "detection:\n  call:\n    userAgent|contains: aws-cli\n  condition: call"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const auto& [selection, item] : items(context)) {
    if (!has(*item, "all") || item->values.size() != 1 || has(*item, "expand")) continue;
    const auto edits = withoutModifier(*item, "all");
    const base::Span bar = edits.front().span;
    auto& finding =
        report.add(RULE222_all_of_one.def, {bar.file, bar.begin + 1, bar.end}, "`all` has only one value to join");
    // Keywords need the key that the modifier makes.
    if (!isKeyword(*item)) finding.fix("take `all` out", edits, base::Safety::safe);
  }
}

}  // namespace

const Rule RULE222_all_of_one = {{"RULE222", "all-of-one", base::Severity::warning, base::Category::rule,
                                  base::FixKind::safe, "`all` stands at a single value",
                                  "With one value there is nothing to join: Sigma forbids `all` there. Mostly a second "
                                  "value is missing, or was taken out."},
                                 check,
                                 kExamples};

}  // namespace quarry::lint
