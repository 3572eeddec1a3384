// in() without values.
#include "lint/index.h"
#include "lint/query.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {
    {"#type=web | in(method, values=[])", "#type=web | in(method, values=[\"GET\", \"PUT\"])"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL271_empty_list;
const Rule CQL271_empty_list = {
    {"CQL271", "empty-list", base::Severity::error, base::Category::semantics, base::FixKind::none,
     "`in` lists no value, so that nothing passes", "Nothing is one of no values."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "in") continue;
    const NodeId values = call.value("values");
    if (values == cql::kNoNode || cql::kindOf(tree, cql::unwrapped(tree, values)) != NodeKind::array ||
        !cql::elements(tree, values).empty())
      continue;
    report.add(CQL271_empty_list.def, tree.span(values), "nothing is one of no values");
  }
}

}  // namespace

}  // namespace quarry::lint
