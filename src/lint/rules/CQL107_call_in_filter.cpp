// The service refuses function calls beside and, or, not.
#include <fmt/format.h>

#include "lint/query.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | status=500 or cidr(ip, subnet=\"10.0.0.0/8\")",
     "#type=web | case { status=500; cidr(ip, subnet=\"10.0.0.0/8\") }"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL107_call_in_filter;
const Rule CQL107_call_in_filter = {{"CQL107", "call-in-filter", base::Severity::error, base::Category::semantics,
                                     base::FixKind::review, "a function stands beside `or`, or inside `not (…)`",
                                     "The service answers FunctionCallsNotSupportedInFilterExpressions. A call may be "
                                     "a step of its own, also negated as "
                                     "`!in(…)`. For an `or`, write the alternatives as clauses of a `case` without "
                                     "`*`: the first that lets a row through wins. "
                                     "For an `and`, write two steps."},
                                    check,
                                    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  cql::walk(tree, [&](NodeId id) {
    if (cql::kindOf(tree, id) != NodeKind::call) return;
    // Up through not and parentheses: a lone (negated) call is a step; under or, or in brackets under not, it is not.
    NodeId at = id;
    bool parenthesised = false;
    for (NodeId up = tree.nodes[at].parent; up != cql::kNoNode; at = up, up = tree.nodes[up].parent) {
      const NodeKind kind = cql::kindOf(tree, up);
      if (kind == NodeKind::parenFilter) {
        parenthesised = true;
        continue;
      }
      if (kind == NodeKind::notFilter && !parenthesised) continue;
      if (kind != NodeKind::orFilter && kind != NodeKind::notFilter) return;
      auto& finding = report.add(
          CQL107_call_in_filter.def, tree.span(id),
          fmt::format("a function cannot stand {}", kind == NodeKind::orFilter ? "beside `or`" : "inside `not (…)`"));
      const NodeId step = tree.nodes[up].parent;
      if (kind == NodeKind::orFilter && step != cql::kNoNode && cql::kindOf(tree, step) == NodeKind::filterStep) {
        std::string clauses;
        for (NodeId term : cql::children(tree, up))
          clauses += (clauses.empty() ? "" : "; ") + std::string(tree.nodeText(term));
        finding.fix("write the alternatives as clauses of a `case`", {{tree.span(up), "case { " + clauses + " }"}},
                    base::Safety::review);
      } else {
        finding.note("give the call a step of its own: `| in(…)` or `| !in(…)`");
      }
      return;
    }
  });
}

}  // namespace

}  // namespace quarry::lint
