// in() with a star.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | in(method, values=[\"GET\", \"*\"])", "#type=web | in(method, values=[\"GET\", \"PUT\"])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL272_any_value_in_list;
const Rule CQL272_any_value_in_list = {
    {"CQL272", "any-value-in-list", base::Severity::warning, base::Category::semantics, base::FixKind::review,
     "a list of values has `*` in it, which any value matches",
     "The list then asks no more than that the field is there. `field=*` says so."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "in") continue;
    const NodeId values = call.value("values"), field = call.value("field");
    if (values == cql::kNoNode || field == cql::kNoNode) continue;
    if (cql::kindOf(tree, cql::unwrapped(tree, values)) != NodeKind::array) continue;
    for (NodeId element : cql::elements(tree, values)) {
      const NodeId inner = cql::unwrapped(tree, element);
      const std::string_view text = tree.nodeText(inner);
      if (text != "*" && text != "\"*\"") continue;
      auto& finding = report.add(CQL272_any_value_in_list.def, tree.span(element), "any value matches this");
      const NodeId step = tree.nodes[call.node].parent;
      if (step != cql::kNoNode && cql::kindOf(tree, step) == NodeKind::filterStep && call.receiver == cql::kNoNode)
        finding.fix("ask that the field is there", {{tree.span(call.node), fmt::format("{}=*", tree.nodeText(field))}},
                    base::Safety::review);
      else
        finding.note("`field=*` asks that the field is there");
    }
  }
}

}  // namespace

}  // namespace quarry::lint
