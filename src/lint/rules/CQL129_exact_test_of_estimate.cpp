// count(distinct=true) estimates.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/base/text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | groupBy(user, function=count(host, distinct=true, as=hosts), limit=max) | hosts=500",
     "#type=web | groupBy(user, function=count(host, distinct=true, as=hosts), limit=max) | hosts>500"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL129_exact_test_of_estimate;
const Rule CQL129_exact_test_of_estimate = {
    {"CQL129", "exact-test-of-estimate", base::Severity::info, base::Category::semantics, base::FixKind::none,
     "an estimated count is compared for equality",
     "`count(distinct=true)` estimates, with an error of about two in a hundred. A comparison with a small number "
     "still tells few from many; equality with a large one means little. `groupBy(field) | count()` counts exactly."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  const cql::Flow& flow = *context.flow;
  for (NodeId node : context.index->of(NodeKind::comparison)) {
    const auto comparison = cql::asComparison(tree, node);
    if (!comparison) continue;
    const cql::TokenKind op = tree.tokens[comparison->op].kind;
    if (op != cql::TokenKind::equal && op != cql::TokenKind::notEqual) continue;
    const auto number = cql::numberOf(tree, comparison->value);
    if (!number || *number < 50) continue;
    const cql::Read* read = context.index->readAt(comparison->field);
    if (read == nullptr || read->definition == cql::kEvent) continue;
    NodeId call = flow.definitions[read->definition].node;
    while (call != cql::kNoNode && cql::kindOf(tree, call) != NodeKind::call) call = tree.nodes[call].parent;
    const cql::BoundCall* bound = call == cql::kNoNode ? nullptr : context.index->callAt(call);
    if (bound == nullptr || nameOf(*bound) != "count") continue;
    const NodeId distinct = bound->value("distinct");
    if (distinct == cql::kNoNode || !base::equalsIgnoringCase(tree.nodeText(distinct), "true")) continue;
    report
        .add(CQL129_exact_test_of_estimate.def, tree.span(node),
             fmt::format("`{}` is an estimate", cql::textOf(tree, comparison->field)))
        .label(tree.tokenSpan(bound->name), "estimated here");
  }
}

}  // namespace

}  // namespace quarry::lint
