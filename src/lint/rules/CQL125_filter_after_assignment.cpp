// A clause whose last filter fails lets the next one try.
#include <set>

#include "lint/edits.h"
#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | case { status=5* | kind := \"error\" | method=GET; * }",
                                  "#type=web | case { status=5* | method=GET | kind := \"error\"; * }"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL125_filter_after_assignment;
const Rule CQL125_filter_after_assignment = {
    {"CQL125", "filter-after-assignment", base::Severity::info, base::Category::semantics, base::FixKind::review,
     "a clause of `case` filters after it has assigned",
     "A clause takes a row only if all its steps let it through. A row that a late filter stops has not been dropped: "
     "the next clause is tried, and what this one assigned is forgotten. Filters in front say so more plainly."},
    check,
    kExamples};

namespace {

// True if the filter asks a field that the clause has made before.
bool asksForMade(const Context& context, NodeId filter, const std::set<std::string>& made) {
  bool asked = false;
  cql::walk(context.tree, filter, [&](NodeId id) {
    if (cql::kindOf(context.tree, id) == NodeKind::field) asked = asked || made.contains(cql::textOf(context.tree, id));
  });
  return asked;
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (NodeId clause : context.index->of(NodeKind::clause)) {
    const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
    if (pipeline == cql::kNoNode || tree.nodes[clause].next == cql::kNoNode) continue;
    NodeId assigned = cql::kNoNode;
    std::set<std::string> made;
    for (NodeId step : cql::children(tree, pipeline)) {
      const NodeKind kind = cql::kindOf(tree, step);
      if (kind == NodeKind::assignStep) {
        const auto assignment = cql::asAssignment(tree, step);
        if (!assignment) break;
        if (assigned == cql::kNoNode) assigned = step;
        made.insert(cql::textOf(tree, assignment->field));
        continue;
      }
      if (kind != NodeKind::filterStep || cql::stepCall(tree, step)) break;  // a computed thing may be asked next
      const std::string_view text = tree.nodeText(step);
      if (assigned == cql::kNoNode || text == "*" || base::equalsIgnoringCase(text, "true")) continue;
      if (asksForMade(context, step, made)) break;
      const base::Span at = tree.span(assigned);
      auto edits = withoutStep(tree, step);
      edits.push_back({{at.file, at.begin, at.begin}, std::string(text) + " | "});
      report
          .add(CQL125_filter_after_assignment.def, tree.span(step),
               "a row that this filter stops goes on to the next clause")
          .label(tree.span(assigned), "what is assigned here is forgotten then")
          .fix("filter first", std::move(edits), base::Safety::review);
      break;
    }
  }
}

}  // namespace

}  // namespace quarry::lint
