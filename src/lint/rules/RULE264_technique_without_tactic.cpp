// A rule names techniques and no tactic.
#include "lint/attack.h"
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE264_technique_without_tactic;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.t1078]", "tags: [attack.initial-access, attack.t1078]"},
};

void check(const DocumentContext& context, base::Report& report) {
  const Text* technique = nullptr;
  for (const Text& tag : rule::about(context.document).tags) {
    if (!tag.value.starts_with("attack.")) continue;
    if (!attack::isNumber(tag.value.substr(7))) return;
    if (technique == nullptr && tag.value[7] == 't') technique = &tag;
  }
  if (technique != nullptr)
    report.add(RULE264_technique_without_tactic.def, technique->span, "no tag names the tactic");
}

}  // namespace

const Rule RULE264_technique_without_tactic = {
    {"RULE264", "technique-without-tactic", base::Severity::info, base::Category::rule, base::FixKind::none,
     "a rule names techniques and no tactic",
     "A technique may serve several tactics: `t1078` stands for four. The tag of a tactic says which of them the rule "
     "is about."},
    check,
    kExamples};

}  // namespace quarry::lint
