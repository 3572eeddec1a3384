// A tag has a namespace that Sigma does not know.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/document.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE267_unknown_namespace;

namespace {

constexpr Example kExamples[] = {
    {"tags: [attack.impact, atack.t1485]", "tags: [attack.impact, attack.t1485]"},
};

void check(const DocumentContext& context, base::Report& report) {
  static constexpr std::array<std::string_view, 7> kKnown = {"attack",    "car", "cve", "d3fend",
                                                             "detection", "stp", "tlp"};
  for (const Text& tag : rule::about(context.document).tags) {
    const std::string space = tag.value.substr(0, tag.value.find('.'));
    if (space.size() == tag.value.size() || std::find(kKnown.begin(), kKnown.end(), space) != kKnown.end()) continue;
    auto& finding =
        report.add(RULE267_unknown_namespace.def, tag.span, fmt::format("`{}` is no namespace of Sigma", space));
    if (const auto near = base::closest(space, kKnown)) {
      const std::string tagged = std::string(*near) + tag.value.substr(space.size());
      finding.note(fmt::format("did you mean `{}`?", tagged))
          .fix(fmt::format("write `{}`", tagged), {{tag.span, tagged}}, base::Safety::review);
    }
  }
}

}  // namespace

const Rule RULE267_unknown_namespace = {{"RULE267", "unknown-namespace", base::Severity::info, base::Category::rule,
                                         base::FixKind::review, "a tag has a namespace that Sigma does not know",
                                         "Namespaces are `attack`, `car`, `cve`, `d3fend`, `detection`, `stp` and "
                                         "`tlp`. Others are allowed; a misspelt one is lost."},
                                        check,
                                        kExamples};

}  // namespace quarry::lint
