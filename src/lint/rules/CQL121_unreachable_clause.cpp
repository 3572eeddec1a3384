// Clauses behind one that takes every row.
#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | case { * | kind := \"other\"; status=5* | kind := \"error\" }",
                                  "#type=web | case { status=5* | kind := \"error\"; * | kind := \"other\" }"},
                                 {"#type=web | method match { * => kind := \"other\"; GET => kind := \"read\" }",
                                  "#type=web | method match { GET => kind := \"read\"; * => kind := \"other\" }"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL121_unreachable_clause;
const Rule CQL121_unreachable_clause = {
    {"CQL121", "unreachable-clause", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a clause of `case` or an arm of `match` stands behind one that takes every row",
     "A row goes through the first clause that lets it through. Behind a clause `*`, or one that only assigns, no "
     "other is ever tried. The clause for the rest belongs at the end."},
    check,
    kExamples};

namespace {

// True if every row goes through the clause.
bool takesAll(const Context& context, NodeId clause) {
  const Tree& tree = context.tree;
  const NodeId pipeline = cql::childOf(tree, clause, NodeKind::pipeline);
  if (pipeline == cql::kNoNode) return false;
  for (NodeId step : cql::children(tree, pipeline)) {
    const NodeKind kind = cql::kindOf(tree, step);
    if (kind == NodeKind::assignStep) continue;
    if (kind != NodeKind::filterStep) return false;
    const std::string_view text = tree.nodeText(step);
    if (text == "*" || base::equalsIgnoringCase(text, "true")) continue;
    const auto call = cql::stepCall(tree, step);
    const cql::BoundCall* bound = call ? context.index->callAt(call->node) : nullptr;
    if (bound == nullptr || bound->function == nullptr || bound->function->kind != cql::FunctionKind::transform ||
        bound->function->rows != cql::Rows::each || nameOf(*bound) == "dropEvent" || nameOf(*bound) == "regex")
      return false;
  }
  return true;
}

bool takesAllValues(const Tree& tree, NodeId arm) {
  const NodeId guard = cql::childOf(tree, arm, NodeKind::guard);
  if (guard == cql::kNoNode) return false;
  const std::string_view text = tree.nodeText(guard);
  return text == "*" || base::equalsIgnoringCase(text, "true");
}

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const NodeKind kind : {NodeKind::caseStep, NodeKind::matchStep})
    for (NodeId step : context.index->of(kind)) {
      NodeId taker = cql::kNoNode, last = cql::kNoNode, first = cql::kNoNode;
      bool another = false;  // takes them all as well: which of the two is meant to be the last is not known
      for (NodeId part : cql::children(tree, step)) {
        const NodeKind is = cql::kindOf(tree, part);
        if (is != NodeKind::clause && is != NodeKind::arm) continue;
        const bool takes =
            is == NodeKind::clause ? takesAll(context, part) : takesAllValues(tree, part) && takesAll(context, part);
        if (taker != cql::kNoNode) {
          last = part;
          if (first == cql::kNoNode) first = part;
          another = another || takes;
        } else if (takes) {
          taker = part;
        }
      }
      if (last == cql::kNoNode) continue;
      auto& finding = report.add(CQL121_unreachable_clause.def, tree.span(first),
                                 "no row gets here: the one before takes them all");
      finding.label(tree.span(taker), "every row goes through this");
      if (another) continue;
      const base::Span from = tree.span(taker), next = tree.span(first), end = tree.span(last);
      finding.fix("put the clause for the rest at the end",
                  {{{from.file, from.begin, next.begin}, ""},
                   {{end.file, end.end, end.end}, "; " + std::string(tree.nodeText(taker))}},
                  base::Safety::review);
    }
}

}  // namespace

}  // namespace quarry::lint
