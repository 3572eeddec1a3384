// in() with one value.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | in(method, values=[\"GET\"])", "#type=web | method=\"GET\""}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL270_list_of_one;
const Rule CQL270_list_of_one = {
    {"CQL270", "list-of-one", base::Severity::info, base::Category::style, base::FixKind::safe, "`in` lists one value",
     "A comparison says the same: `in(method, values=[\"GET\"])` is `method=\"GET\"`."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "in" || call.argument("ignoreCase") != nullptr) continue;
    const NodeId values = call.value("values"), field = call.value("field");
    if (values == cql::kNoNode || field == cql::kNoNode ||
        cql::kindOf(tree, cql::unwrapped(tree, values)) != NodeKind::array)
      continue;
    const auto all = cql::elements(tree, values);
    if (all.size() != 1) continue;
    const NodeId value = cql::unwrapped(tree, all[0]);
    const cql::TokenKind kind = cql::tokenKindOf(tree, value);
    if (kind != cql::TokenKind::string && kind != cql::TokenKind::word) continue;
    auto& finding = report.add(CQL270_list_of_one.def, tree.span(all[0]), "a comparison says the same");
    const NodeId step = tree.nodes[call.node].parent;
    if (step == cql::kNoNode || cql::kindOf(tree, step) != NodeKind::filterStep || call.receiver != cql::kNoNode)
      continue;
    const std::string_view name = tree.nodeText(field);
    finding.fix("compare with the value", {{tree.span(call.node), fmt::format("{}={}", name, tree.nodeText(value))}},
                base::Safety::safe);
  }
}

}  // namespace

}  // namespace quarry::lint
