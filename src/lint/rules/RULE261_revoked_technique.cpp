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

// What became of a technique that has no successor; empty: it lives, or nobody knows.
std::string_view endOf(const std::string& number, const rule::Attack* known) {
  if (known == nullptr) return {};
  const auto found = known->techniques.find(number);
  if (found == known->techniques.end()) return {};
  return found->second.revoked ? "revoked" : found->second.deprecated ? "deprecated" : std::string_view();
}

void check(const DocumentContext& context, base::Report& report) {
  const rule::Metadata& about = rule::about(context.document);
  for (const Text& tag : about.tags) {
    if (!tag.value.starts_with("attack.t")) continue;
    const std::string number = tag.value.substr(7);
    const rule::Attack* known = context.environment.attack.get();
    const auto now = attack::revokedBy(number, known);
    if (!now) {
      if (const auto end = endOf(number, known); !end.empty())
        report.add(RULE261_revoked_technique.def, tag.span,
                   fmt::format("`{}` is {}, and nothing took its place", number, end));
      continue;
    }
    const std::string successor = "attack." + *now;
    auto& finding = report.add(RULE261_revoked_technique.def, tag.span, fmt::format("`{}` is `{}` now", number, *now));
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
