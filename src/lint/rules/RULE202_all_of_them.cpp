// A condition asks for `all of them`.
#include "lint/document.h"

namespace quarry::lint {

extern const Rule RULE202_all_of_them;

namespace {

constexpr Example kExamples[] = {
    {"detection:\n  call: {eventName: DeleteSnapshot}\n  agent: {userAgent: aws-cli}\n  condition: all of them",
     "detection:\n  selection_call: {eventName: DeleteSnapshot}\n  selection_agent: {userAgent: aws-cli}\n  condition: "
     "all of selection_*"},
};

void check(const DocumentContext& context, base::Report& report) {
  if (selections(context).size() < 2) return;
  for (const rule::Condition& condition : conditions(context))
    walk(condition, [&](const rule::Condition& part) {
      const auto* many = std::get_if<rule::Quantified>(&part.node);
      if (many != nullptr && many->all && many->pattern.empty())
        report
            .add(RULE202_all_of_them.def, context.sources.outermost(part.span),
                 "`all of them` takes in whatever is added later")
            .note("give the selections a common beginning and write `all of selection_*`");
    });
}

}  // namespace

const Rule RULE202_all_of_them = {{"RULE202", "all-of-them", base::Severity::info, base::Category::rule,
                                   base::FixKind::none, "a condition asks for `all of them`",
                                   "It takes in every selection that is added later, also one that was meant as an "
                                   "exclusion. A pattern such as `all of selection_*` keeps filters out."},
                                  check,
                                  kExamples};

}  // namespace quarry::lint
