// An output called like a key of its groups.
#include <fmt/format.h>

#include "lint/index.h"
#include "lint/query.h"
#include "lint/rows.h"
#include "quarry/lint/rule.h"

namespace quarry::lint {

namespace {

constexpr Example kExamples[] = {{"#type=web | groupBy(user) | groupBy(_count)",
                                  "#type=web | groupBy(user) | groupBy(_count, function=count(as=users))"}};

void check(const Context& context, base::Report& report);

}  // namespace

extern const Rule CQL244_output_named_like_key;
const Rule CQL244_output_named_like_key = {
    {"CQL244", "output-named-like-key", base::Severity::warning, base::Category::flow, base::FixKind::none,
     "an output of an aggregate has the name of a group key",
     "A group has one value under a name: either the key or what was computed. `groupBy([user, _count])` counts as "
     "well, unless it is given another `function`, and writes the count under the name of the key."},
    check,
    kExamples};

namespace {

void check(const Context& context, base::Report& report) {
  const Tree& tree = context.tree;
  for (const cql::BoundCall& call : context.index->calls()) {
    if (nameOf(call) != "groupBy") continue;
    const NodeId keys = call.value("field"), function = call.value("function");
    if (keys == cql::kNoNode) continue;
    const auto clash = [&](NodeId key, base::Span output) {
      report
          .add(CQL244_output_named_like_key.def, tree.span(key),
               fmt::format("`{}` is the name of an output as well", cql::textOf(tree, key)))
          .label(output, "writes it")
          .note("name the output otherwise with `as=`, or give `function=[]` if only the keys are wanted");
    };
    for (NodeId element : cql::elements(tree, keys)) {
      const NodeId key = cql::unwrapped(tree, element);
      if (cql::kindOf(tree, key) != NodeKind::field && cql::kindOf(tree, key) != NodeKind::literal) continue;
      const std::string name = cql::textOf(tree, key);
      if (function == cql::kNoNode) {
        if (name == "_count") clash(key, tree.tokenSpan(call.name));
        continue;
      }
      for (NodeId one : cql::elements(tree, function)) {
        const cql::BoundCall* inner = context.index->callAt(cql::unwrapped(tree, one));
        if (!rows::computes(inner)) continue;
        for (const cql::OutputName& output : cql::outputsOf(tree, *inner).fields)
          if (output.name == name) clash(key, tree.span(inner->node));
      }
    }
  }
}

}  // namespace

}  // namespace quarry::lint
