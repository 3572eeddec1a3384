// A tactic is written with underscores.
#include <fmt/format.h>

#include <algorithm>

#include "lint/attack.h"
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE262_tactic_with_underscore;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.initial_access, attack.t1078]", "tags: [attack.initial-access, attack.t1078]"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const Text& tag : rule::about(context.document).tags) {
    if (!tag.value.starts_with("attack.") || tag.value.find('_') == std::string::npos) continue;
    std::string dashed = tag.value.substr(7);
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    if (!attack::isTactic(dashed)) continue;
    report.add(RULE262_tactic_with_underscore.def, tag.span, fmt::format("the tactic is written `{}`", dashed))
        .fix(fmt::format("write `attack.{}`", dashed), {{tag.span, "attack." + dashed}}, base::Safety::safe);
  }
}

}  // namespace

const Rule RULE262_tactic_with_underscore = {
    {"RULE262", "tactic-with-underscore", base::Severity::warning, base::Category::rule, base::FixKind::safe,
     "a tactic is written with underscores",
     "Tags of tactics are written as ATT&CK writes them, with dashes: `attack.initial-access`."},
    check,
    kExamples};

}  // namespace quarry::lint
