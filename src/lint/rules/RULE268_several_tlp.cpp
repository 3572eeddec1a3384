// A rule has several tags of the traffic light protocol.
#include <fmt/format.h>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE268_several_tlp;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.impact, attack.t1485, tlp.amber, tlp.green]", "tags: [attack.impact, attack.t1485, tlp.amber]"},
};

void check(const DocumentContext& context, base::Report& report) {
  const Text* first = nullptr;
  for (const Text& tag : rule::about(context.document).tags) {
    if (!tag.value.starts_with("tlp.")) continue;
    if (first != nullptr && first->value != tag.value)
      report.add(RULE268_several_tlp.def, tag.span, fmt::format("`{}` contradicts `{}`", tag.value, first->value))
          .label(first->span, "the other one");
    if (first == nullptr) first = &tag;
  }
}

}  // namespace

const Rule RULE268_several_tlp = {{"RULE268", "several-tlp", base::Severity::warning, base::Category::rule,
                                   base::FixKind::none, "a rule has several tags of the traffic light protocol",
                                   "They say to whom the rule may be given; two of them contradict each other."},
                                  check,
                                  kExamples};

}  // namespace quarry::lint
