// in() with one value.
#include <fmt/format.h>

#include "lint/edits.h"
#include "lint/index.h"

namespace quarry::lint {

extern const Rule CQL216_in_of_one;

namespace {

constexpr Example kExamples[] = {
    {"#type=web | in(status, values=[\"500\"])", "#type=web | status=\"500\""},
};

void check(const Context& context, base::Report& report) {
  const cql::Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (!calls(call, "in") || call.argument("ignoreCase") != nullptr || call.arguments.size() != 2) continue;
    if (cql::kindOf(tree, tree.nodes[call.node].parent) != cql::NodeKind::filterStep) continue;
    const cql::NodeId field = call.value("field"), list = call.value("values");
    if (field == cql::kNoNode || list == cql::kNoNode ||
        cql::kindOf(tree, cql::unwrapped(tree, list)) != cql::NodeKind::array)
      continue;
    const auto values = cql::elements(tree, list);
    if (values.size() != 1) continue;
    const cql::TokenKind kind = cql::tokenKindOf(tree, values.front());
    const bool plain = tree.nodes[values.front()].end == tree.nodes[values.front()].first + 1 &&
                       (kind == cql::TokenKind::string || kind == cql::TokenKind::word);
    const base::Span whole = tree.span(call.node);
    if (!plain || cql::kindOf(tree, field) != cql::NodeKind::field || hasComment(tree, whole.begin, whole.end))
      continue;
    report.add(CQL216_in_of_one.def, tree.tokenSpan(call.name), "a list of one value is that value")
        .fix("write a comparison", {{whole, fmt::format("{}={}", tree.nodeText(field), tree.nodeText(values.front()))}},
             base::Safety::safe);
  }
}

}  // namespace

const Rule CQL216_in_of_one = {{"CQL216", "in-of-one", base::Severity::info, base::Category::style, base::FixKind::safe,
                                "`in` has a single value", "`in(status, values=[500])` is `status = 500`."},
                               check,
                               kExamples};

}  // namespace quarry::lint
