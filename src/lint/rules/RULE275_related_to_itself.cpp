// A rule is related to itself, or in an unknown way.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE275_related_to_itself;

namespace {

constexpr Example kExamples[] = {
    {"id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nrelated:\n  - id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\n    type: "
     "similar",
     "id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e11\nrelated:\n  - id: 0f5d2c3e-8a63-4a52-9d0f-7c3b1d0a4e12\n    type: "
     "similar"},
};

void check(const DocumentContext& context, base::Report& report) {
  static constexpr std::array<std::string_view, 6> kTypes = {"derived", "obsolete", "obsoletes",
                                                             "merged",  "renamed",  "similar"};
  const rule::Metadata& about = rule::about(context.document);
  const base::yaml::Node* related = about.node.find("related");
  if (related == nullptr) return;
  for (const base::yaml::Node& one : related->items) {
    const base::yaml::Node *id = one.find("id"), *type = one.find("type");
    if (id != nullptr && about.id && id->text == about.id->value)
      report.add(RULE275_related_to_itself.def, id->span, "this is the rule's own id");
    if (type != nullptr && std::find(kTypes.begin(), kTypes.end(), type->text) == kTypes.end())
      report
          .add(RULE275_related_to_itself.def, type->span,
               fmt::format("`{}` is no way in which rules are related", type->text))
          .note("`derived`, `obsolete`, `merged`, `renamed` or `similar`");
  }
}

}  // namespace

const Rule RULE275_related_to_itself = {{"RULE275", "related-to-itself", base::Severity::warning, base::Category::rule,
                                         base::FixKind::none, "a rule is related to itself, or in an unknown way",
                                         "`related` says which other rule this one derives from, replaces or "
                                         "resembles: `derived`, `obsolete`, `merged`, `renamed` or `similar`."},
                                        check,
                                        kExamples};

}  // namespace quarry::lint
