// head() takes the oldest events.
#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web status=500 | head(10)", "#type=web status=500 | tail(10)"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL141_oldest_events;
const Rule CQL141_oldest_events = {{"CQL141", "oldest-events", base::Severity::info, base::Category::semantics,
                                    base::FixKind::review, "`head` cuts the events at the oldest ones",
                                    "Events come in the order of time, so `head(10)` gives the ten oldest. `tail(10)` "
                                    "gives the latest ten, which is what `head` gives in other query languages."},
                                   check,
                                   kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const Sequence& main = context.index->sequences().empty() ? Sequence{} : context.index->sequences().front();
  for (const Step& step : main.steps) {
    if (step.kind == NodeKind::error) return;
    if (step.call == nullptr) continue;
    if (step.call->function == nullptr) return;
    if (step.is("head")) {
      // Followed by an aggregate it feeds a sample, or functions that need an order.
      if (&step != &main.steps.back()) return;
      report
          .add(CQL141_oldest_events.def, tree.tokenSpan(step.call->name),
               "these are the oldest events; `tail` gives the latest")
          .fix("take the latest", {{tree.tokenSpan(step.call->name), "tail"}}, base::Safety::review);
      return;
    }
    if (step.call->function->kind == cql::FunctionKind::aggregate ||
        step.call->function->kind == cql::FunctionKind::generator)
      return;
  }
}

}  // namespace

}  // namespace quarry::lint
