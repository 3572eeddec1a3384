// A log source has a name that nobody else uses.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "lint/document.h"
#include "lint/taxonomy.h"
#include "quarry/base/text.h"

namespace quarry::lint {

extern const Rule RULE245_unknown_logsource;

namespace {

constexpr Example kExamples[] = {
    {"logsource: {product: windows, category: process_creations}\ndetection:\n  call:\n    Image|endswith: "
     "'\\whoami.exe'\n  condition: call",
     "logsource: {product: windows, category: process_creation}\ndetection:\n  call:\n    Image|endswith: "
     "'\\whoami.exe'\n  condition: call"},
};

void checkName(const std::optional<Text>& name, std::string_view what, std::span<const std::string_view> known,
               base::Report& report) {
  if (!name || std::find(known.begin(), known.end(), name->value) != known.end()) return;
  auto& finding = report.add(RULE245_unknown_logsource.def, name->span,
                             fmt::format("`{}` is no {} of Sigma's taxonomy", name->value, what));
  if (const auto near = base::closest(name->value, known))
    finding.note(fmt::format("did you mean `{}`?", *near))
        .fix(fmt::format("write `{}`", *near), {{name->span, std::string(*near)}}, base::Safety::review);
}

void check(const DocumentContext& context, base::Report& report) {
  const auto* rule = ruleOf(context);
  if (rule == nullptr || (rule->logSource.product && rule->logSource.product->value == "crowdstrike")) return;
  checkName(rule->logSource.category, "category", sourceCategories(), report);
  checkName(rule->logSource.product, "product", sourceProducts(), report);
}

}  // namespace

const Rule RULE245_unknown_logsource = {{"RULE245", "unknown-logsource", base::Severity::info, base::Category::rule,
                                         base::FixKind::review, "a log source has a name that nobody else uses",
                                         "Sigma's taxonomy names categories, products and services. Another name is "
                                         "allowed, but no tool knows where to look for it unless it is told."},
                                        check,
                                        kExamples};

}  // namespace quarry::lint
