// An exclusion leaves out nothing that the selection could find.
#include <fmt/format.h>

#include "lint/exclusions.h"
#include "quarry/ir/implies.h"
#include "quarry/ir/passes.h"

namespace quarry::lint {

extern const Rule RULE211_exclusion_without_effect;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  other: {eventName: DeleteVolume}\n  condition: call and not "
     "other",
     "detection:\n  call: {eventName: DeleteSnapshot}\n  other: {eventName: DeleteSnapshot, userName: backup}\n  "
     "condition: call and not other"},
};

void check(const DocumentContext& context, base::Report& report) {
  for (const Exclusion& one : exclusions(context)) {
    if (!one.wanted->meant || !one.excluded->meant || !one.isOnlySelection) continue;
    const ir::Pred both = ir::normalised(ir::conjunction({*one.wanted->meant, *one.excluded->meant}));
    const auto* all = std::get_if<ir::And>(&both.node);
    const auto* constant = std::get_if<ir::Constant>(&both.node);
    if ((all != nullptr && ir::clashIn(*all)) || (constant != nullptr && !constant->value))
      report
          .add(RULE211_exclusion_without_effect.def, one.place,
               fmt::format("nothing that `{}` finds could be left out by `{}`", one.wanted->selection->name.value,
                           one.excluded->selection->name.value))
          .label(one.wanted->selection->name.span, "what is found")
          .label(one.excluded->selection->name.span, "what is left out");
  }
}

}  // namespace

const Rule RULE211_exclusion_without_effect = {
    {"RULE211", "exclusion-without-effect", base::Severity::warning, base::Category::rule, base::FixKind::none,
     "an exclusion leaves out nothing that the selection could find",
     "The selection and the exclusion ask the same field for values that exclude each other. The exclusion has no "
     "effect: it was perhaps written for another selection, or one of the values is wrong."},
    check,
    kExamples};

}  // namespace quarry::lint
