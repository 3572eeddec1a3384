// A tag names nothing that ATT&CK has.
#include <fmt/format.h>

#include <algorithm>

#include "lint/attack.h"
#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE263_unknown_attack_tag;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.persistance, attack.t1078]", "tags: [attack.persistence, attack.t1078]"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const Text& tag : rule::about(context.document).tags) {
    // One with capitals is told of as a matter of form.
    if (!tag.value.starts_with("attack.") || tag.value != base::asciiLower(tag.value)) continue;
    const std::string name = tag.value.substr(7);
    std::string dashed = name;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    const rule::Attack* known = context.environment.attack.get();
    if (attack::isNumber(name) && name.starts_with('t') && known != nullptr && !known->techniques.contains(name)) {
      report.add(RULE263_unknown_attack_tag.def, tag.span, fmt::format("ATT&CK has no technique `{}`", name))
          .note(fmt::format("{} does not list it", known->path));
      continue;
    }
    if (attack::isNumber(name) || attack::isTactic(dashed) || dashed == "defense-evasion") continue;
    if (known != nullptr && known->tactics.contains(dashed)) continue;
    auto& finding = report.add(RULE263_unknown_attack_tag.def, tag.span,
                               fmt::format("ATT&CK has neither a tactic nor a number `{}`", name));
    if (const auto near = base::closest(dashed, attack::tactics()))
      finding.note(fmt::format("did you mean `attack.{}`?", *near))
          .fix(fmt::format("write `attack.{}`", *near), {{tag.span, "attack." + std::string(*near)}},
               base::Safety::review);
  }
}

}  // namespace

const Rule RULE263_unknown_attack_tag = {
    {"RULE263", "unknown-attack-tag", base::Severity::warning, base::Category::rule, base::FixKind::review,
     "a tag names nothing that ATT&CK has",
     "After `attack.` stands a tactic, or the number of a technique (`t1078.004`), group (`g0016`), software "
     "(`s0154`), data source or mitigation."},
    check,
    kExamples};

}  // namespace quarry::lint
