// Steps that let everything through.
#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL203_idle_star;

namespace {

constexpr Example kExamples[] = {
    {"* | #type=web | count()", "#type=web | count()"},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::NodeId step : cql::steps(tree, cql::mainPipeline(tree))) {
    if (cql::kindOf(tree, step) != cql::NodeKind::filterStep || tree.nodeText(step) != "*") continue;
    if (cql::steps(tree, cql::mainPipeline(tree)).size() == 1) continue;
    auto edits = withoutStep(tree, step);
    if (edits.front().replacement == "*") continue;
    report.add(CQL203_idle_star.def, tree.span(step), "this is true of every event")
        .fix("leave the step out", std::move(edits), base::Safety::safe);
  }
}

}  // namespace

const Rule CQL203_idle_star = {{"CQL203", "idle-star", base::Severity::info, base::Category::style, base::FixKind::safe,
                                "a step `*` lets everything through",
                                "A star alone is true of every event. As a step of a longer query it does nothing."},
                               check,
                               kExamples};

}  // namespace quarry::lint
