// A tag names a technique that ATT&CK has revoked.
#include <fmt/format.h>

#include <algorithm>

#include "lint/attack.h"
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE261_revoked_technique;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.defense-impairment, attack.t1562.001]", "tags: [attack.defense-impairment, attack.t1685]"},
};

void check(const DocumentContext& context, base::Report& report) {
  const rule::Metadata& about = rule::about(context.document);
  for (const Text& tag : about.tags) {
    if (!tag.value.starts_with("attack.t")) continue;
    const auto now = attack::revokedBy(tag.value.substr(7));
    if (!now) continue;
    const std::string successor = "attack." + std::string(*now);
    auto& finding =
        report.add(RULE261_revoked_technique.def, tag.span, fmt::format("`{}` is `{}` now", tag.value.substr(7), *now));
    const bool isThere =
        std::any_of(about.tags.begin(), about.tags.end(), [&](const Text& t) { return t.value == successor; });
    if (!isThere) {
      finding.fix(fmt::format("write `{}`", successor), {{tag.span, successor}}, base::Safety::review);
    } else if (auto edits = withoutEntry(tag.span, context.sources); !edits.empty()) {
      finding.fix("take it out, as its successor is there", std::move(edits), base::Safety::review);
    }
  }
}

}  // namespace

const Rule RULE261_revoked_technique = {{"RULE261", "revoked-technique", base::Severity::warning, base::Category::rule,
                                         base::FixKind::review, "a tag names a technique that ATT&CK has revoked",
                                         "A revoked technique lives on under another number. Coverage that is counted "
                                         "by technique does not find the old one."},
                                        check,
                                        kExamples};

}  // namespace quarry::lint
