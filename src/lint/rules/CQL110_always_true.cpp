// Alternatives of which one always holds.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | port != 80 or port != 443", "#type=web | port != 80 and port != 443"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL110_always_true;
const Rule CQL110_always_true = {
    {"CQL110", "always-true", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "alternatives of which one always holds, so that the filter keeps every event",
     "`x!=a or x!=b` holds for every value: whatever is not the one is the other. The same goes for `x=a or x!=a`. To "
     "exclude several values, join the conditions with `and`, or write `!in(x, values=[a, b])`."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const auto& list : context.index->conditions().any) {
    for (std::size_t i = 1; i < list.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        // One of the two holds always if their opposites exclude each other.
        Condition a = list[j], b = list[i];
        a.negated = !a.negated;
        b.negated = !b.negated;
        if (!excludeEachOther(a, b)) continue;
        auto& finding = report.add(
            CQL110_always_true.def, tree.span(list[i].node),
            fmt::format("every event passes: either this or the other condition on `{}` holds", list[i].field));
        finding.label(tree.span(list[j].node), "the other condition");
        const NodeId both = tree.nodes[list[i].node].parent;
        if (list.size() == 2 && tree.nodes[list[j].node].parent == both && list[i].negated && list[j].negated &&
            operands(tree, both, NodeKind::orFilter).size() == 2) {
          const std::uint32_t joint = tree.nodes[list[i].node].first - 1;
          if (tree.tokens[joint].kind == cql::TokenKind::kwOr)
            finding.fix("join them with `and`", {{tree.tokenSpan(joint), "and"}}, base::Safety::review);
        }
        j = i;
      }
  }
}

}  // namespace

}  // namespace quarry::lint
