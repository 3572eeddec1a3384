// In CQL, or binds tighter than and.
#include "lint/query.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web status=500 or status=502 and method=GET", "#type=web (status=500 or status=502) and method=GET"},
};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL106_mixed_and_or;
const Rule CQL106_mixed_and_or = {{"CQL106", "mixed-and-or", base::Severity::warning, base::Category::semantics,
                                   base::FixKind::safe, "`and` and `or` are mixed without parentheses",
                                   "In CQL `or` binds tighter than `and`, also than the `and` of two terms side by "
                                   "side: the opposite of most languages. "
                                   "`a or b and c` means `(a or b) and c`. Parentheses make a reader sure."},
                                  check,
                                  kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  cql::walk(tree, [&](NodeId id) {
    if (cql::kindOf(tree, id) != NodeKind::orFilter) return;
    const NodeId parent = tree.nodes[id].parent;
    if (parent == cql::kNoNode || cql::kindOf(tree, parent) != NodeKind::andFilter) return;
    const base::Span at = tree.span(id);
    report.add(CQL106_mixed_and_or.def, at, "`or` binds tighter than `and` here: this part is taken together")
        .fix("put parentheses round what is taken together",
             {{{at.file, at.begin, at.begin}, "("}, {{at.file, at.end, at.end}, ")"}}, base::Safety::safe);
  });
}

}  // namespace

}  // namespace quarry::lint
