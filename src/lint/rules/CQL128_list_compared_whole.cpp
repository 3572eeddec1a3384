// collect() joins the values of a group in one text.
#include <fmt/format.h>

#include "lint/index.h"
#include "quarry/base/regex_text.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | groupBy(user, function=collect(host), limit=max) | host=\"web1\"",
                                  "#type=web | groupBy(user, function=collect(host), limit=max) | host=/^web1$/m"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL128_list_compared_whole;
const Rule CQL128_list_compared_whole = {
    {"CQL128", "list-compared-whole", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a collected field is compared as if it held one value",
     "`collect()` joins all values of a group in one text, one a line. A comparison with one of them holds for groups "
     "that have no other value. A regular expression with the flag `m` asks whether one of the lines is the value."},
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
    const cql::TokenKind kind = cql::tokenKindOf(tree, comparison->value);
    if (kind != cql::TokenKind::word && kind != cql::TokenKind::string) continue;
    const std::string value = cql::textOf(tree, comparison->value);
    if (value.empty() || value.find('*') != std::string::npos) continue;
    const cql::Read* read = context.index->readAt(comparison->field);
    if (read == nullptr || read->definition == cql::kEvent) continue;
    const cql::Definition& made = flow.definitions[read->definition];
    NodeId call = made.node;
    while (call != cql::kNoNode && cql::kindOf(tree, call) != NodeKind::call) call = tree.nodes[call].parent;
    const cql::BoundCall* bound = call == cql::kNoNode ? nullptr : context.index->callAt(call);
    if (bound == nullptr || nameOf(*bound) != "collect" || bound->argument("separator") != nullptr ||
        bound->argument("multival") != nullptr)
      continue;
    report
        .add(CQL128_list_compared_whole.def, tree.span(node),
             fmt::format("`{}` holds all values of the group, one a line", cql::textOf(tree, comparison->field)))
        .label(tree.tokenSpan(bound->name), "collected here")
        .fix("ask for a line",
             {{tree.span(comparison->value), fmt::format("/^{}$/m", base::escapedForRegex(value, "/"))}},
             base::Safety::review);
  }
}

}  // namespace

}  // namespace quarry::lint
